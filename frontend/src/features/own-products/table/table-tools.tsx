import { Search } from 'lucide-react';
import { useState } from 'react';
import { Input, Select } from '../../../components/ui/field';
import { OWN_SORTS, type OwnQuery } from '../api/queries';

interface TableToolsProps {
  query: OwnQuery;
  onChange: (change: Record<string, string>) => void;
}

export function TableTools({
  query: { q = '', sort, status },
  onChange,
}: TableToolsProps) {
  const [text, setText] = useState(q);
  return (
    <div className="my-6 flex flex-wrap items-center gap-3">
      <div className="relative min-w-56 flex-1">
        <Search
          aria-hidden
          size={17}
          className="pointer-events-none absolute top-1/2 left-3.5 -translate-y-1/2 text-quiet"
        />
        <Input
          type="search"
          aria-label="Search your products"
          placeholder="Name or SKU"
          maxLength={200}
          value={text}
          onChange={(event) => {
            setText(event.target.value);
            onChange({ q: event.target.value.trim() });
          }}
          className="w-full pl-10"
        />
      </div>
      <Select
        aria-label="Sort"
        value={sort}
        onChange={(event) => onChange({ sort: event.target.value })}
        className="w-auto"
      >
        {Object.entries(OWN_SORTS).map(([value, words]) => (
          <option key={value} value={value}>
            {words}
          </option>
        ))}
      </Select>
      <Select
        aria-label="Status"
        value={status}
        onChange={(event) => onChange({ status: event.target.value })}
        className="w-auto"
      >
        <option value="active">For sale</option>
        <option value="archived">Archived</option>
      </Select>
    </div>
  );
}
