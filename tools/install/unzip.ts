import { inflateRawSync } from 'node:zlib';

const END = 0x06054b50;
const ENTRY = 0x02014b50;
const DEFLATED = 8;

/**
 * One file of a ZIP archive, found by the central directory at its end (PKWARE
 * APPNOTE 4.3); archives over 4 GiB are not supported.
 * @throws Error when the file is not in the archive.
 */
export function unzip(archive: Buffer, name: string): Buffer {
  const end = archive.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]));
  if (end < 0 || archive.readUInt32LE(end) !== END)
    throw new Error('This is not a ZIP archive');
  let at = archive.readUInt32LE(end + 16);
  for (
    let left = archive.readUInt16LE(end + 10);
    left > 0 && archive.readUInt32LE(at) === ENTRY;
    left--
  ) {
    const [nameLength, extraLength, commentLength] = [28, 30, 32].map(
      (offset) => archive.readUInt16LE(at + offset),
    );
    const next =
      at + 46 + (nameLength ?? 0) + (extraLength ?? 0) + (commentLength ?? 0);
    if (archive.toString('utf8', at + 46, at + 46 + (nameLength ?? 0)) === name)
      return contentOf(archive, at);
    at = next;
  }
  throw new Error(`The archive does not contain ${name}`);
}

function contentOf(archive: Buffer, entry: number): Buffer {
  const method = archive.readUInt16LE(entry + 10);
  const size = archive.readUInt32LE(entry + 20);
  const local = archive.readUInt32LE(entry + 42);
  const start =
    local +
    30 +
    archive.readUInt16LE(local + 26) +
    archive.readUInt16LE(local + 28);
  const packed = archive.subarray(start, start + size);
  return method === DEFLATED ? inflateRawSync(packed) : packed;
}
