import { clsx } from 'clsx';

/**
 * Stands where something will be, in its size, so that nothing jumps when it
 * comes.
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
