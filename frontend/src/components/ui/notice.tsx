import type { ReactNode } from 'react';
import { problemOf } from '../../lib/problem';
import { Button } from './button';

/**
 * Shows the problem in the words of the API, with the reference an operator can
 * look up.
 */
export function ProblemNote({
  error,
  retry,
}: {
  error: unknown;
  retry?: () => void;
}) {
  const { title, message, reference } = problemOf(error);
  return (
    <div
      role="alert"
      className="appear rounded-xl border border-bad/40 bg-bad-soft p-5"
    >
      <p className="font-medium text-bad">{title}</p>
      {message !== title && <p className="mt-1 text-sm">{message}</p>}
      {reference !== undefined && (
        <p className="mt-2 text-xs text-quiet">
          Reference <code className="select-all">{reference}</code>
        </p>
      )}
      {retry && (
        <Button look="outline" size="sm" className="mt-4" onClick={retry}>
          Try again
        </Button>
      )}
    </div>
  );
}

/** An empty state, with what to do about it. */
export function Empty({
  title,
  children,
}: {
  title: string;
  children?: ReactNode;
}) {
  return (
    <div className="appear mx-auto max-w-md py-20 text-center">
      <h2 className="text-3xl">{title}</h2>
      <div className="mt-3 text-quiet">{children}</div>
    </div>
  );
}
