import { FileUp } from 'lucide-react';
import { useRef, useState, type DragEvent } from 'react';
import { Button } from '../../components/ui/button';

/** A drop area for a file, with a button that does the same. */
export function DropZone({
  onFile,
  name,
}: {
  onFile: (file: File) => void;
  name: string | undefined;
}) {
  const input = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    const [file] = event.dataTransfer.files;
    if (file) onFile(file);
  };
  return (
    <div
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
      className={`rounded-2xl border-2 border-dashed p-10 text-center ${over ? 'border-accent bg-soft' : 'border-edge'}`}
    >
      <FileUp
        aria-hidden
        size={30}
        strokeWidth={1.5}
        className="mx-auto text-quiet"
      />
      <p className="mt-3" dir="auto">
        {name ?? 'Drop products_export.csv here'}
      </p>
      <Button
        look="outline"
        className="mt-4"
        onClick={() => input.current?.click()}
      >
        {name === undefined ? 'Choose a file' : 'Choose another file'}
      </Button>
      <input
        ref={input}
        type="file"
        accept=".csv,text/csv"
        aria-label="Shopify export"
        tabIndex={-1}
        className="sr-only"
        onChange={(event) => {
          const file = event.target.files?.[0];
          if (file) onFile(file);
          event.target.value = ''; // so that the same file can be chosen again
        }}
      />
    </div>
  );
}
