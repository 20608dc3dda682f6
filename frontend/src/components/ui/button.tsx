import { clsx } from 'clsx';
import { cloneElement, isValidElement, type ComponentProps } from 'react';

const LOOKS = {
  primary: 'bg-ink text-paper hover:opacity-85',
  outline: 'border border-edge text-ink hover:bg-sunken',
  ghost: 'text-ink hover:bg-sunken',
  inverse: 'border border-paper/50 text-paper hover:bg-paper/15',
  danger: 'border border-bad text-bad hover:bg-bad-soft',
};
const SIZES = { md: 'h-11 px-5', sm: 'h-9 px-3.5 text-sm', icon: 'size-11' };

interface ButtonProps extends ComponentProps<'button'> {
  look?: keyof typeof LOOKS;
  size?: keyof typeof SIZES;
  /** Applies the style to its only child, e.g. a link. */
  asChild?: boolean;
}

export function Button({
  look = 'primary',
  size = 'md',
  asChild = false,
  className,
  children,
  ...rest
}: ButtonProps) {
  const shape =
    'inline-flex shrink-0 items-center justify-center gap-2 rounded-full font-medium transition-[background,opacity]';
  const off = 'disabled:cursor-not-allowed disabled:opacity-50';
  const classes = clsx(shape, off, LOOKS[look], SIZES[size], className);
  if (asChild && isValidElement<{ className?: string }>(children))
    return cloneElement(children, { className: classes });
  return (
    <button type="button" className={classes} {...rest}>
      {children}
    </button>
  );
}
