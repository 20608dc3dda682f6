import * as Radix from '@radix-ui/react-dropdown-menu';
import type { ReactNode } from 'react';

/**
 * Not modal: a modal menu would add a style sheet to the page, which the
 * Content-Security-Policy forbids.
 */
export const Menu = ({
  trigger,
  children,
}: {
  trigger: ReactNode;
  children: ReactNode;
}) => (
  <Radix.Root modal={false}>
    <Radix.Trigger asChild>{trigger}</Radix.Trigger>
    <Radix.Portal>
      <Radix.Content
        align="end"
        sideOffset={6}
        className="appear z-40 min-w-40 rounded-xl border border-line bg-surface p-1.5 shadow-xl"
      >
        {children}
      </Radix.Content>
    </Radix.Portal>
  </Radix.Root>
);

export const MenuItem = ({
  onSelect,
  children,
}: {
  onSelect: () => void;
  children: ReactNode;
}) => (
  <Radix.Item
    onSelect={onSelect}
    className="cursor-pointer rounded-lg px-3.5 py-2 text-sm outline-none data-highlighted:bg-sunken"
  >
    {children}
  </Radix.Item>
);
