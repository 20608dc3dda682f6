import { useId, type ReactNode } from 'react';

/** A part of an account, with its name beside it where there is room. */
export function Section({
  title,
  lead,
  children,
}: {
  title: string;
  lead?: ReactNode;
  children: ReactNode;
}) {
  const id = useId();
  return (
    <section
      aria-labelledby={id}
      className="grid gap-x-12 gap-y-5 border-t border-line py-9 md:grid-cols-[16rem_minmax(0,28rem)]"
    >
      <div>
        <h2 id={id} className="text-2xl">
          {title}
        </h2>
        {lead !== undefined && (
          <p className="mt-1.5 text-sm text-quiet">{lead}</p>
        )}
      </div>
      <div className="min-w-0">{children}</div>
    </section>
  );
}
