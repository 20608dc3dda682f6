import { useState } from 'react';
import { clsx } from 'clsx';
import { safeImage } from '../../lib/safe-image';

interface PictureProps {
  src: string | null | undefined;
  /** The text alternative; empty when a name is shown beside it. */
  alt: string;
  /**
   * Its first letter is shown when there is no picture, or it fails to load.
   */
  name: string;
  /** Aspect ratio and corners. */
  className?: string;
  /** Set for the largest picture of the first screen, which is loaded first. */
  first?: boolean;
}

export function Picture({
  src,
  alt,
  name,
  className = 'aspect-[4/5] rounded-xl',
  first = false,
}: PictureProps) {
  const [broken, setBroken] = useState<string>();
  const url = safeImage(src);
  const shape = clsx('block w-full bg-sunken object-cover', className);
  if (url === undefined || broken === url) {
    return (
      <div
        role={alt ? 'img' : undefined}
        aria-label={alt || undefined}
        className={clsx(shape, '@container grid place-items-center')}
      >
        <span
          aria-hidden
          className="font-serif text-[clamp(1rem,40cqw,4rem)] leading-none text-quiet"
        >
          {/^./su.exec(name.trim())?.[0].toUpperCase() ?? '·'}
        </span>
      </div>
    );
  }
  return (
    <img
      src={url}
      alt={alt}
      width={800}
      height={1000}
      loading={first ? 'eager' : 'lazy'}
      fetchPriority={first ? 'high' : 'auto'}
      decoding="async"
      referrerPolicy="no-referrer"
      onError={() => setBroken(url)}
      className={shape}
    />
  );
}
