import { crc32 } from 'node:zlib';

/** A cell as a spreadsheet holds it; a day is a number with the format of a day. */
export type Cell =
  | string
  | number
  | boolean
  | null
  | { readonly day: string }
  | { readonly formula: string; readonly value: number }
  | { readonly shown: string };

const header = (signature: number, size: number): Buffer => {
  const bytes = Buffer.alloc(size);
  bytes.writeUInt32LE(signature, 0);
  return bytes;
};

/** A zip archive whose files are stored as they are. */
const zip = (files: Readonly<Record<string, string>>): Buffer => {
  const [bodies, entries]: [Buffer[], Buffer[]] = [[], []];
  let offset = 0;
  for (const [name, text] of Object.entries(files)) {
    const [path, body] = [Buffer.from(name), Buffer.from(text)];
    const local = header(0x04034b50, 30);
    const central = header(0x02014b50, 46);
    for (const [bytes, at] of [
      [local, 14],
      [central, 16],
    ] as const) {
      bytes.writeUInt32LE(crc32(body), at);
      bytes.writeUInt32LE(body.length, at + 4);
      bytes.writeUInt32LE(body.length, at + 8);
      bytes.writeUInt16LE(path.length, at + 12);
    }
    central.writeUInt32LE(offset, 42);
    bodies.push(local, path, body);
    entries.push(central, path);
    offset += local.length + path.length + body.length;
  }
  const directory = Buffer.concat(entries);
  const end = header(0x06054b50, 22);
  end.writeUInt16LE(Object.keys(files).length, 8);
  end.writeUInt16LE(Object.keys(files).length, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...bodies, directory, end]);
};

const DAY_ZERO = Date.UTC(1899, 11, 30);
const MS_A_DAY = 86_400_000;

const escaped = (text: string): string =>
  text.replace(/[&<"]/g, (sign) => `&#${sign.charCodeAt(0)};`);

const cellXml = (cell: Cell, at: string): string => {
  if (cell === null) return '';
  if (typeof cell === 'string')
    return `<c r="${at}" t="inlineStr"><is><t xml:space="preserve">${escaped(cell)}</t></is></c>`;
  if (typeof cell === 'boolean') return `<c r="${at}" t="b"><v>${cell ? 1 : 0}</v></c>`;
  if (typeof cell === 'number') return `<c r="${at}"><v>${cell}</v></c>`;
  if ('day' in cell)
    return `<c r="${at}" s="1"><v>${(Date.parse(cell.day) - DAY_ZERO) / MS_A_DAY}</v></c>`;
  if ('shown' in cell) return `<c r="${at}"><v>${cell.shown}</v></c>`;
  return `<c r="${at}"><f>${escaped(cell.formula)}</f><v>${cell.value}</v></c>`;
};

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';

const sheetXml = (rows: readonly (readonly Cell[])[]): string => {
  const lines = rows.flatMap((row, index) => {
    const cells = row.map((cell, at) => cellXml(cell, `${LETTERS.charAt(at)}${index + 1}`));
    return cells.every((cell) => cell === '')
      ? []
      : [`<row r="${index + 1}">${cells.join('')}</row>`];
  });
  return `<worksheet ${SHEET_ML}><sheetData>${lines.join('')}</sheetData></worksheet>`;
};

const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>';
const SHEET_ML = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"';
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const TYPES = 'xmlns="http://schemas.openxmlformats.org/package/2006/content-types"';
const RELS = 'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"';

const parts = (list: string): string => `${XML}<Relationships ${RELS}>${list}</Relationships>`;

/** A spreadsheet as XLSX, sheet by sheet; a row or a cell may be empty. */
export const workbook = (...sheets: readonly (readonly (readonly Cell[])[])[]): Buffer => {
  const names = sheets.map((_, at) => at + 1);
  const list = names.map((no) => `<sheet name="Sheet ${no}" sheetId="${no}" r:id="rId${no}"/>`);
  const targets = names.map(
    (no) =>
      `<Relationship Id="rId${no}" Type="${OFFICE}/worksheet" Target="worksheets/sheet${no}.xml"/>`,
  );
  const styles = `<Relationship Id="rId99" Type="${OFFICE}/styles" Target="styles.xml"/>`;
  const root = `<Relationship Id="rId1" Type="${OFFICE}/officeDocument" Target="xl/workbook.xml"/>`;
  return zip({
    '[Content_Types].xml': `${XML}<Types ${TYPES}/>`,
    '_rels/.rels': parts(root),
    'xl/workbook.xml':
      `${XML}<workbook ${SHEET_ML} xmlns:r="${OFFICE}">` +
      `<sheets>${list.join('')}</sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': parts(targets.join('') + styles),
    'xl/styles.xml':
      `${XML}<styleSheet ${SHEET_ML}><cellXfs count="2"><xf numFmtId="0"/>` +
      '<xf numFmtId="14" applyNumberFormat="1"/></cellXfs></styleSheet>',
    ...Object.fromEntries(
      sheets.map((rows, at) => [`xl/worksheets/sheet${at + 1}.xml`, `${XML}${sheetXml(rows)}`]),
    ),
  });
};
