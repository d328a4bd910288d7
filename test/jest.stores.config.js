import fast from './jest.config.js';

/** Against servers that are started for it, or named by READ_MODEL_URL. */
export default {
  ...fast,
  testMatch: ['**/*.stores.spec.ts'],
  testPathIgnorePatterns: ['/node_modules/', '/test/crash/'],
  // One after another: some of them measure, and some kill.
  maxWorkers: 1,
  testTimeout: 120_000,
};
