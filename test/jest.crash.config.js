import fast from './jest.config.js';

export default {
  ...fast,
  testMatch: ['**/test/crash/*.spec.ts'],
  testPathIgnorePatterns: ['/node_modules/'],
  testTimeout: 1_800_000,
};
