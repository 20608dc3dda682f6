import { clsx } from 'clsx';

/**
 * A placeholder in the size of the content, so that nothing jumps when it
 * loads.
 */
export const Skeleton = ({
  className = '',
  round = 'rounded-md',
}: {
  className?: string;
  round?: string;
}) => (
  <div
    aria-hidden
    aria-busy
    className={clsx('animate-pulse bg-sunken', round, className)}
  />
);
