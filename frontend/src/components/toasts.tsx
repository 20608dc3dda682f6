import * as Toast from '@radix-ui/react-toast';
import {
  createContext,
  useCallback,
  useContext,
  useMemo,
  useState,
  type ReactNode,
} from 'react';
import { Button } from './ui/button';

interface Message {
  text: string;
  action?: { label: string; run: () => void };
}

const SHOWN_MS = 10_000;
const ShowToast = createContext<(message: Message) => void>(() => undefined);

/** Shows what was done, with an offer to undo it. */
export const useToast = () => useContext(ShowToast);

export function Toasts({ children }: { children: ReactNode }) {
  const [messages, setMessages] = useState<(Message & { id: number })[]>([]);
  const show = useCallback(
    (message: Message) =>
      setMessages((all) => [
        ...all,
        { ...message, id: (all.at(-1)?.id ?? 0) + 1 },
      ]),
    [],
  );
  const remove = (id: number) =>
    setMessages((all) => all.filter((message) => message.id !== id));
  const shown = useMemo(() => messages.slice(-3), [messages]);
  return (
    <ShowToast value={show}>
      <Toast.Provider duration={SHOWN_MS}>
        {children}
        {shown.map(({ id, text, action }) => (
          <Toast.Root
            key={id}
            onOpenChange={(open) => !open && remove(id)}
            className="appear flex items-center justify-between gap-4 rounded-xl bg-ink px-5 py-3 text-paper shadow-2xl"
          >
            <Toast.Description dir="auto" className="line-clamp-2">
              {text}
            </Toast.Description>
            {action && (
              <Toast.Action asChild altText={action.label}>
                <Button size="sm" look="inverse" onClick={action.run}>
                  {action.label}
                </Button>
              </Toast.Action>
            )}
          </Toast.Root>
        ))}
        <Toast.Viewport className="fixed right-4 bottom-4 z-50 flex w-[min(26rem,calc(100vw-2rem))] flex-col gap-2 outline-none" />
      </Toast.Provider>
    </ShowToast>
  );
}
