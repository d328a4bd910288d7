import fast from './jest.config.js';

/** Against servers that are started for it, or named by READ_MODEL_URL. */
export default {
  ...fast,
  testMatch: ['**/*.stores.spec.ts'],
  testPathIgnorePatterns: ['/node_modules/', '/test/crash/'],
  testTimeout: 120_000,
};
