const USUAL_SIZE = 1024;
/** A larger file says that it is so large, and is not. */
const LARGEST = 64 * 1024 * 1024;
const LINE = 'A file that somebody sent.\n';

/** A file of this many bytes: a document of one empty page where its name ends in `pdf`, text otherwise. */
export function fileBytes(extension: string, size: number | null): Uint8Array {
  const wanted = Math.min(LARGEST, Math.floor(size ?? USUAL_SIZE));
  const smallest = emptyPage(0);
  return extension === 'pdf' && smallest.length <= wanted
    ? emptyPage(wanted - smallest.length)
    : Buffer.alloc(wanted, LINE);
}

/** A PDF, so many bytes longer than it need be. @see https://www.iso.org/standard/75839.html */
function emptyPage(padding: number): Uint8Array {
  const objects = [
    '<</Type/Catalog/Pages 2 0 R>>',
    '<</Type/Pages/Kids[3 0 R]/Count 1>>',
    '<</Type/Page/Parent 2 0 R/MediaBox[0 0 72 72]>>',
  ];
  let text = '%PDF-1.4\n';
  const offsets = objects.map((object, index) => {
    const offset = text.length;
    text += `${index + 1} 0 obj${object}endobj\n`;
    return `${String(offset).padStart(10, '0')} 00000 n \n`;
  });
  const table = text.length;
  // White space between the table and the trailer moves no object.
  const filling = ' '.repeat(padding);
  return Buffer.from(
    `${text}xref\n0 4\n0000000000 65535 f \n${offsets.join('')}${filling}trailer<</Size 4/Root 1 0 R>>\nstartxref\n${table}\n%%EOF\n`,
  );
}
