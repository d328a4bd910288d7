import { Recording } from '../../src/telemetry/recording.js';

describe('whether commands can be recorded', () => {
  let now = 0;
  const after = (...outcomes: readonly Parameters<Recording['heard']>[0][]): Recording => {
    const recording = new Recording(() => now);
    for (const outcome of outcomes) recording.heard(outcome);
    return recording;
  };

  it.each([
    ['nothing was sent yet', after(), false],
    ['the last could not', after('done', 'unavailable'), true],
    ['one has been since', after('unavailable', 'done'), false],
    ['it turns out that it was', after('unavailable', 'duplicate'), false],
    ['others were refused or lost a race', after('unavailable', 'refused', 'conflict'), true],
    ['they were refused alone', after('done', 'refused', 'conflict'), false],
    ['the last one ended in an accident', after('done', 'failed'), true],
  ])('is known where %s', (_, recording, isFailing) => {
    expect(recording.isFailing).toBe(isFailing);
  });

  it('is forgotten after a minute in which nobody tried', () => {
    const recording = after('unavailable');
    now += 59_999;
    expect(recording.isFailing).toBe(true);
    now += 1;
    expect(recording.isFailing).toBe(false);
  });
});
