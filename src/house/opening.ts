interface Closable {
  close(): Promise<void>;
}

/**
 * What is opened part by part, and closed in the reverse order: whatever could be opened, and
 * though another part cannot be closed.
 */
export const opening = () => {
  const parts: Closable[] = [];
  return {
    keep: <T extends Closable>(part: T): T => {
      parts.push(part);
      return part;
    },
    close: async (): Promise<void> => {
      const failures: unknown[] = [];
      for (const part of parts.splice(0).toReversed())
        await part.close().catch((error: unknown) => failures.push(error));
      if (failures.length > 0) throw failures[0];
    },
  };
};
