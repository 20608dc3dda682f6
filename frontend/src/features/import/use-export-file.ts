import type { ReadFile } from '@souk/shopify/import-products';
import { useEffect, useState } from 'react';

/** The chosen file, read again when the currency changes. */
export function useExportFile(currency: string) {
  const [file, setFile] = useState<{ name: string; bytes: Uint8Array }>();
  const [read, setRead] = useState<ReadFile>();
  const [failure, setFailure] = useState<string>();

  useEffect(() => {
    if (!file) return;
    let current = true;
    // The parser is loaded when a file is chosen.
    import('@souk/shopify/import-products')
      .then(({ readExport }) => readExport(file.bytes, currency))
      .then(
        (drafts) => current && setRead(drafts),
        (err: unknown) =>
          current &&
          setFailure(
            err instanceof Error ? err.message : 'The file cannot be read',
          ),
      );
    return () => void (current = false);
  }, [file, currency]);

  const choose = async (chosen: File) => {
    setRead(undefined);
    setFailure(undefined);
    setFile({
      name: chosen.name,
      bytes: new Uint8Array(await chosen.arrayBuffer()),
    });
  };
  return { name: file?.name, read, failure, choose };
}
