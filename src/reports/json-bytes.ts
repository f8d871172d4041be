/** JSON as bytes, byte for byte as JSON.stringify would have it, but without a text in between. */
import { ByteText, bytesOf } from './byte-text.ts';

/** A part of a tree that knows how to write itself. */
export abstract class JsonPart {
  abstract writeTo(out: ByteText): void;
}

const [COMMA, OPEN_LIST, CLOSE_LIST, OPEN, CLOSE, QUOTE] = [...',[]{}"'].map((sign) => sign.charCodeAt(0)) as [
  number,
  number,
  number,
  number,
  number,
  number,
];
const NULL = bytesOf('null');
const TRUE = bytesOf('true');
const FALSE = bytesOf('false');

/** 1 for what JSON.stringify does not leave as it is. */
const ESCAPED = new Uint8Array(128).map((_, code) => (code < 32 || code === QUOTE || code === 92 ? 1 : 0));
/** The same as a pattern, for long texts; of surrogates only those that stand alone are escaped, which is left to it. */
const NEEDS_ESCAPE = /[^ !#-[\]-\ud7ff\ue000-\uffff]/;
const LONG = 32;

/** Names of members with their quotes and colon; there are as many as the types of an outcome have. */
const names = new Map<string, Uint8Array>();

/** The name of a member with its colon. */
export const writeName = (out: ByteText, name: string): void => {
  let bytes = names.get(name);
  if (bytes === undefined) {
    bytes = bytesOf(`${JSON.stringify(name)}:`);
    // Names out of a file that somebody changed must not pile up.
    if (names.size < 10_000) names.set(name, bytes);
  }
  out.bytes(bytes);
};

const writeText = (out: ByteText, text: string): void => {
  if (text.length >= LONG) {
    if (NEEDS_ESCAPE.test(text)) {
      out.text(JSON.stringify(text));
      return;
    }
    out.byte(QUOTE);
    out.text(text);
    out.byte(QUOTE);
    return;
  }
  const start = out.length;
  out.byte(QUOTE);
  if (out.plain(text, ESCAPED)) {
    out.byte(QUOTE);
    return;
  }
  out.rewind(start);
  out.text(JSON.stringify(text));
};

const writeNumber = (value: number): string => (Number.isFinite(value) ? String(value) : 'null');

/** Members that are undefined are left out. */
export const writeJson = (out: ByteText, value: unknown): void => {
  switch (typeof value) {
    case 'string':
      writeText(out, value);
      return;
    case 'number':
      out.number(value, writeNumber);
      return;
    case 'boolean':
      out.bytes(value ? TRUE : FALSE);
      return;
    case 'object':
      if (value === null) out.bytes(NULL);
      else if (value instanceof JsonPart) value.writeTo(out);
      else if (Array.isArray(value)) writeList(out, value);
      else writeMembers(out, value as Readonly<Record<string, unknown>>);
      return;
    default:
      out.bytes(NULL);
  }
};

const writeList = (out: ByteText, items: readonly unknown[]): void => {
  out.byte(OPEN_LIST);
  for (let index = 0; index < items.length; index += 1) {
    if (index > 0) out.byte(COMMA);
    writeJson(out, items[index]);
  }
  out.byte(CLOSE_LIST);
};

const writeMembers = (out: ByteText, object: Readonly<Record<string, unknown>>): void => {
  out.byte(OPEN);
  let isFirst = true;
  for (const name of Object.keys(object)) {
    const value = object[name];
    if (value === undefined) continue;
    if (!isFirst) out.byte(COMMA);
    isFirst = false;
    writeName(out, name);
    writeJson(out, value);
  }
  out.byte(CLOSE);
};
