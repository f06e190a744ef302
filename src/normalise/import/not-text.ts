const toUtf8 = (from: string): string =>
  `it is UTF-16: convert it with “iconv -f ${from} -t UTF-8”`;

/** How contents that are no text begin: what each is, and what to do with it. */
const beginnings: [string, string][] = [
  ['\xfd7zXZ\0', 'it is compressed with xz: unpack it with “xz -d”'],
  ['BZh91AY&SY', 'it is compressed with bzip2: unpack it with “bunzip2”'],
  ['\x04"M\x18', 'it is compressed with lz4: unpack it with “lz4 -d”'],
  ['\x1f\x8b', 'it is compressed twice: unpack it once'],
  ['\x28\xb5\x2f\xfd', 'it is compressed twice: unpack it once'],
  ['PK\x03\x04', 'it is a zip archive: unpack it with “unzip”'],
  ['7z\xbc\xaf\x27\x1c', 'it is a 7z archive: unpack it with “7z x”'],
  ['LPKSHHRH', 'it is a journal file: write it with “journalctl --file FILE -o json”'],
  ['\xff\xfe', toUtf8('UTF-16')],
  ['\xfe\xff', toUtf8('UTF-16')],
  ['\xd4\xc3\xb2\xa1', 'it is a packet capture: have Zeek read it'],
  ['\n\r\r\n', 'it is a packet capture: have Zeek read it'],
  ['PAR1', 'it is Parquet: write its records as JSON lines'],
  ['Obj\x01', 'it is Avro: write its records as JSON lines'],
];

/** Where a tar archive has its mark. */
const tarMark = 257;

/** One sentence on a file that is no text; undefined for one that may be. */
export function notText(bytes: Buffer): string | undefined {
  const text = bytes.subarray(0, 512).toString('latin1');
  if (text.startsWith('ustar', tarMark)) return 'it is a tar archive: unpack it with “tar xf”';
  return beginnings.find(([mark]) => text.startsWith(mark))?.[1] ?? unmarked(text);
}

/** UTF-16 without a mark: of the first characters, which are of a log's and thus ASCII, each has a byte of zero. */
function unmarked(text: string): string | undefined {
  const [even, odd] = [0, 1].map((rest) =>
    Array.from(text.slice(0, 16))
      .filter((_, at) => at % 2 === rest)
      .join(''),
  );
  const zeros = '\0'.repeat(8);
  if (odd === zeros && !even?.includes('\0')) return toUtf8('UTF-16LE');
  return even === zeros && !odd?.includes('\0') ? toUtf8('UTF-16BE') : undefined;
}
