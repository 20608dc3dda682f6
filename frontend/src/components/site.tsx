import { Moon, Sun } from 'lucide-react';
import { Link } from 'react-router';
import { Button } from './ui/button';
import { chooseTheme, useTheme } from '../lib/theme';

export const Logo = ({ to = '/' }: { to?: string }) => (
  <Link
    to={to}
    className="font-serif text-[1.9rem] leading-none tracking-tight"
  >
    Souk<span className="text-accent">.</span>
  </Link>
);

export function ThemeButton() {
  const dark = useTheme() === 'dark';
  return (
    <Button
      look="ghost"
      size="icon"
      aria-label={dark ? 'Light colours' : 'Dark colours'}
      onClick={() => chooseTheme(dark ? 'light' : 'dark')}
    >
      {dark ? <Sun aria-hidden size={19} /> : <Moon aria-hidden size={19} />}
    </Button>
  );
}

/** The first element the Tab key reaches. */
export const SkipLink = () => (
  <a
    href="#main"
    className="sr-only focus:not-sr-only focus:fixed focus:top-3 focus:left-3 focus:z-50 focus:rounded-full focus:bg-ink focus:px-5 focus:py-2.5 focus:text-paper"
  >
    Skip to content
  </a>
);
