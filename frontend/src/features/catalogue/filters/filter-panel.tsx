import { useQuery } from '@tanstack/react-query';
import { SlidersHorizontal } from 'lucide-react';
import { lazy, Suspense, useState, type ComponentProps } from 'react';
import { Button } from '../../../components/ui/button';
import { ProblemNote } from '../../../components/ui/notice';
import { Skeleton } from '../../../components/ui/skeleton';
import { Filters } from './filters';
import { facetsQuery } from '../query/queries';
import { filtersIn, type ShopQuery } from '../query/shop-query';

// Loaded lazily: only small screens open it.
const Dialog = lazy(() =>
  import('../../../components/ui/dialog').then(({ Dialog: component }) => ({
    default: component,
  })),
);

interface FilterPanelProps {
  query: ShopQuery;
  onChange: ComponentProps<typeof Filters>['onChange'];
}

export function FilterPanel({ query, onChange }: FilterPanelProps) {
  const facets = useQuery(facetsQuery(query));
  if (facets.data)
    return <Filters query={query} facets={facets.data} onChange={onChange} />;
  if (facets.isError)
    return (
      <ProblemNote error={facets.error} retry={() => void facets.refetch()} />
    );
  return (
    <div className="space-y-3" aria-busy>
      {Array.from({ length: 12 }, (_, n) => (
        <Skeleton key={n} className="h-6 w-full" />
      ))}
    </div>
  );
}

/** On a small screen the filters slide in from the side. */
export function FilterSheet(props: FilterPanelProps) {
  const [open, setOpen] = useState(false);
  const chosen = filtersIn(props.query);
  return (
    <>
      <Button
        look="outline"
        size="sm"
        className="lg:hidden"
        onClick={() => setOpen(true)}
      >
        <SlidersHorizontal aria-hidden size={16} />
        Filters{chosen > 0 && ` (${chosen})`}
      </Button>
      {open && (
        <Suspense>
          <Dialog
            title="Filters"
            open
            onClose={() => setOpen(false)}
            place="side"
          >
            <FilterPanel {...props} />
            <Button className="mt-8 w-full" onClick={() => setOpen(false)}>
              Show results
            </Button>
          </Dialog>
        </Suspense>
      )}
    </>
  );
}
