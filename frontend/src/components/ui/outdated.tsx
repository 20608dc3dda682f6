/** Says that a live figure is old, and since when. */
export function Outdated({ since }: { since: number }) {
  return (
    <p role="status" className="mt-3 text-sm text-warn">
      Not updated since{' '}
      <time dateTime={new Date(since).toISOString()}>
        {new Date(since).toLocaleTimeString()}
      </time>
      : the shop does not answer. Trying again.
    </p>
  );
}
