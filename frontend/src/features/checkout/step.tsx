import { useId, type ReactNode } from 'react';

/** One part of the checkout. */
export function Step({
  title,
  children,
}: {
  title: string;
  children: ReactNode;
}) {
  const id = useId();
  return (
    <section aria-labelledby={id}>
      <h2 id={id} className="mb-5 border-b border-line pb-2 text-2xl">
        {title}
      </h2>
      {children}
    </section>
  );
}
