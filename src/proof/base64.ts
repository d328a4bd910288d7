/** Standard base64 with padding, in its one spelling; null for anything else. */
export const fromBase64 = (text: string): Buffer | null => {
  const bytes = Buffer.from(text, 'base64');
  return bytes.toString('base64') === text ? bytes : null;
};
