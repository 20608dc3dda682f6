import { Select } from '../../../components/ui/field';
import { SORTS, type Sort } from '../query/shop-query';

export const SortBox = ({
  value,
  onChange,
}: {
  value: Sort;
  onChange: (sort: Sort) => void;
}) => (
  <label className="flex items-center gap-3 text-sm">
    <span className="text-quiet">Sort</span>
    <Select
      value={value}
      onChange={(event) => onChange(event.target.value as Sort)}
      className="w-auto text-sm"
    >
      {Object.entries(SORTS).map(([sort, words]) => (
        <option key={sort} value={sort}>
          {words}
        </option>
      ))}
    </Select>
  </label>
);
