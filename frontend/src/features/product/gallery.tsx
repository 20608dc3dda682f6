import { useState } from 'react';
import { Picture } from '../../components/ui/picture';
import { clsx } from 'clsx';

export function Gallery({
  images,
  name,
}: {
  images: readonly string[];
  name: string;
}) {
  const [chosen, setChosen] = useState(0);
  return (
    <div>
      <Picture
        src={images[chosen] ?? images[0]}
        alt={name}
        name={name}
        first
        className="aspect-[4/5] rounded-2xl"
      />
      {images.length > 1 && (
        <ul aria-label="Pictures" className="mt-4 flex flex-wrap gap-3">
          {images.map((image, n) => (
            <li key={image}>
              <button
                type="button"
                aria-label={`Picture ${n + 1} of ${images.length}`}
                aria-pressed={n === chosen}
                onClick={() => setChosen(n)}
                className={clsx(
                  'block w-16 rounded-lg border-2',
                  n === chosen ? 'border-accent' : 'border-transparent',
                )}
              >
                <Picture
                  src={image}
                  alt=""
                  name={name}
                  className="aspect-square rounded-md"
                />
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
