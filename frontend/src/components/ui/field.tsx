import { useId, type ComponentProps, type ReactNode } from 'react';
import { clsx } from 'clsx';

const BOX =
  'rounded-lg border border-edge bg-surface px-3.5 text-ink placeholder:text-quiet aria-invalid:border-bad aria-invalid:outline-bad';

export const Input = ({
  className = 'w-full',
  ...rest
}: ComponentProps<'input'>) => (
  <input dir="auto" className={clsx(BOX, 'h-11', className)} {...rest} />
);

export const TextArea = ({
  className = 'min-h-32',
  ...rest
}: ComponentProps<'textarea'>) => (
  <textarea
    dir="auto"
    className={clsx(BOX, 'w-full py-2.5', className)}
    {...rest}
  />
);

export const Select = ({
  className = 'w-full',
  ...rest
}: ComponentProps<'select'>) => (
  <select className={clsx(BOX, 'h-11 pr-8', className)} {...rest} />
);

export interface FieldProps {
  label: string;
  hint?: ReactNode;
  error?: string | undefined;
  children: (control: {
    id: string;
    'aria-invalid': boolean;
    'aria-describedby': string | undefined;
  }) => ReactNode;
  className?: string;
}

/** A label, its control and its error, linked for screen readers. */
export function Field({ label, hint, error, children, className }: FieldProps) {
  const id = useId();
  const described = [
    hint === undefined ? '' : `${id}-hint`,
    error === undefined ? '' : `${id}-error`,
  ]
    .filter(Boolean)
    .join(' ');
  return (
    <div className={className}>
      <label htmlFor={id} className="mb-1.5 block text-sm font-medium">
        {label}
      </label>
      {children({
        id,
        'aria-invalid': error !== undefined,
        'aria-describedby': described || undefined,
      })}
      {hint !== undefined && (
        <p id={`${id}-hint`} className="mt-1.5 text-sm text-quiet">
          {hint}
        </p>
      )}
      {error !== undefined && (
        <p id={`${id}-error`} role="alert" className="mt-1.5 text-sm text-bad">
          {error}
        </p>
      )}
    </div>
  );
}
