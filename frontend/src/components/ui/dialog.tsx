import * as Radix from '@radix-ui/react-dialog';
import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button } from './button';

const PLACES = {
  middle:
    'top-1/2 left-1/2 w-[min(30rem,calc(100vw-2rem))] -translate-x-1/2 -translate-y-1/2 rounded-2xl',
  side: 'inset-y-0 right-0 w-[min(24rem,100vw)] rounded-l-2xl',
};

interface DialogProps {
  title: string;
  children: ReactNode;
  open: boolean;
  /** Without it the dialog cannot be dismissed. */
  onClose?: () => void;
  place?: keyof typeof PLACES;
}

/**
 * The overlay is our own: Radix's would add a style sheet to the page, which
 * the Content-Security-Policy forbids.
 */
export function Dialog({
  title,
  children,
  open,
  onClose,
  place = 'middle',
}: DialogProps) {
  const stay = (event: Event) => event.preventDefault();
  return (
    <Radix.Root open={open} onOpenChange={(next) => !next && onClose?.()}>
      <Radix.Portal>
        <div aria-hidden className="fixed inset-0 z-40 bg-black/45" />
        <Radix.Content
          aria-describedby={undefined}
          {...(onClose
            ? {}
            : { onEscapeKeyDown: stay, onInteractOutside: stay })}
          className={`appear fixed z-50 max-h-dvh overflow-y-auto bg-paper p-6 shadow-2xl outline-none ${PLACES[place]}`}
        >
          <div className="mb-5 flex items-start justify-between gap-4">
            <Radix.Title className="text-3xl">{title}</Radix.Title>
            {onClose && (
              <Radix.Close asChild>
                <Button
                  look="ghost"
                  size="icon"
                  aria-label="Close"
                  className="-mt-2 -mr-2"
                >
                  <X aria-hidden size={20} />
                </Button>
              </Radix.Close>
            )}
          </div>
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
