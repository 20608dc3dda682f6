import { deflateRawSync } from 'node:zlib';
import { unzip } from '../../install/unzip';

/**
 * A ZIP archive with a comment on each entry and a longer extra field in the
 * local header.
 */
function zip(files: Record<string, { text: string; packed: boolean }>): Buffer {
  const locals: Buffer[] = [];
  const entries: Buffer[] = [];
  for (const [name, { text, packed }] of Object.entries(files)) {
    const data = packed ? deflateRawSync(text) : Buffer.from(text);
    const local = Buffer.alloc(30);
    local.writeUInt32LE(0x04034b50, 0);
    local.writeUInt16LE(name.length, 26);
    local.writeUInt16LE(5, 28);
    const entry = Buffer.alloc(46);
    entry.writeUInt32LE(0x02014b50, 0);
    entry.writeUInt16LE(packed ? 8 : 0, 10);
    entry.writeUInt32LE(data.length, 20);
    entry.writeUInt16LE(name.length, 28);
    entry.writeUInt16LE(2, 32);
    entry.writeUInt32LE(Buffer.concat(locals).length, 42);
    locals.push(local, Buffer.from(name), Buffer.from('extra'), data);
    entries.push(entry, Buffer.from(name), Buffer.from('ok'));
  }
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(Object.keys(files).length, 10);
  end.writeUInt32LE(Buffer.concat(locals).length, 16);
  return Buffer.concat([...locals, ...entries, end]);
}

const archive = zip({
  'helm/README': { text: 'read me', packed: false },
  'helm/helm': { text: 'a program '.repeat(1_000), packed: true },
});

it('extracts a file, compressed or stored', () => {
  expect(unzip(archive, 'helm/README').toString()).toBe('read me');
  expect(unzip(archive, 'helm/helm').toString()).toBe(
    'a program '.repeat(1_000),
  );
});

it('names a missing file, and refuses what is not an archive', () => {
  expect(() => unzip(archive, 'helm')).toThrow(
    'The archive does not contain helm',
  );
  expect(() => unzip(Buffer.from('not one'), 'helm')).toThrow(
    'This is not a ZIP archive',
  );
});
