/** Bytes of one open file that go to their place in another, in whatever thread there is room for it. */
import { fstatSync, readSync, writeSync } from 'node:fs';
import { crc32 } from 'node:zlib';

/** Both files are open, and stay so until the bytes are copied. */
export interface Extent {
  readonly from: number;
  readonly at: number;
  readonly to: number;
  readonly place: number;
  readonly length: number;
}

/** Bytes of an open file whose checksum is wanted. */
export interface Range {
  readonly file: number;
  readonly at: number;
  readonly length: number;
}

/** Extents to copy, and ranges to read back once they are copied; plain data. */
export interface CopyTask {
  readonly extents: readonly Extent[];
  readonly ranges: readonly Range[];
}

/** Small enough that what was read is still in the cache when it is written. */
const BLOCK_BYTES = 1 << 18;
const block = Buffer.allocUnsafeSlow(BLOCK_BYTES);

const readBlock = (file: number, at: number, length: number): Buffer => {
  const read = readSync(file, block, 0, Math.min(BLOCK_BYTES, length), at);
  if (read === 0) throw new Error(`A file of ${fstatSync(file).size} bytes ended before ${at + length}.`);
  return block.subarray(0, read);
};

const copyExtent = ({ from, at, to, place, length }: Extent): void => {
  for (let done = 0; done < length; ) {
    const bytes = readBlock(from, at + done, length - done);
    for (let written = 0; written < bytes.length; )
      written += writeSync(to, bytes, written, bytes.length - written, place + done + written);
    done += bytes.length;
  }
};

const checkOf = ({ file, at, length }: Range): number => {
  let check = 0;
  for (let done = 0; done < length; ) {
    const bytes = readBlock(file, at + done, length - done);
    check = crc32(bytes, check);
    done += bytes.length;
  }
  return check;
};

/**
 * Copies, and answers with the CRC-32 of each range.
 * @throws what the file system throws, and where a file ends before its bytes do
 */
export const copyExtents = ({ extents, ranges }: CopyTask): readonly number[] => {
  extents.forEach(copyExtent);
  return ranges.map(checkOf);
};
