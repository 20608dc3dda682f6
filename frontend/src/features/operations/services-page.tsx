import { useQuery } from '@tanstack/react-query';
import { ProblemNote } from '../../components/ui/notice';
import { Skeleton } from '../../components/ui/skeleton';
import { useTitle } from '../../lib/title';
import { servicesQuery, type Service } from './queries';

export function Component() {
  useTitle('Services');
  const services = useQuery(servicesQuery);
  return (
    <>
      <h1 className="text-4xl">Services</h1>
      <p className="mt-2 text-quiet">
        As seen by the marketplace, updated every five seconds.
      </p>
      <div className="mt-8 grid gap-4 sm:grid-cols-2 xl:grid-cols-4">
        {services.data?.items.map((service) => (
          <ServiceCard key={service.app} service={service} />
        ))}
        {services.isPending &&
          Array.from({ length: 4 }, (_, n) => (
            <Skeleton key={n} className="h-40" round="rounded-xl" />
          ))}
      </div>
      {services.isError && (
        <ProblemNote
          error={services.error}
          retry={() => void services.refetch()}
        />
      )}
    </>
  );
}

const ServiceCard = ({
  service: { app, up, sidecarUp, detail },
}: {
  service: Service;
}) => (
  <section
    aria-label={app}
    className="rounded-xl border border-line bg-surface p-5"
  >
    <h2 className="text-2xl">{app}</h2>
    <ul className="mt-3 space-y-1.5 text-sm">
      <Light up={up} name="Service" />
      <Light up={sidecarUp} name="Sidecar" />
    </ul>
    {detail !== '' && (
      <p className="mt-3 text-sm text-quiet" dir="auto">
        {detail}
      </p>
    )}
  </section>
);

function Light({ up, name }: { up: boolean | null; name: string }) {
  const words = up === null ? 'unknown' : up ? 'up' : 'down';
  const tone = up === null ? 'bg-edge' : up ? 'bg-good' : 'bg-bad';
  return (
    <li className="flex items-center gap-2.5">
      <span aria-hidden className={`size-2.5 rounded-full ${tone}`} />
      {name} {words}
    </li>
  );
}
