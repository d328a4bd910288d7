import { type ApiError, unavailable } from '../graphql/errors.js';
import type { ParkedNote } from '../graphql/parked.js';
import type { ReadModels } from '../read-model/read-models.js';

/** A fix takes a person: nobody need ask again soon. */
const RETRY_SECONDS = 60;

export const documentsParked = (
  readModels: ReadModels,
  names: readonly string[],
): readonly ParkedNote[] =>
  readModels
    .parked()
    .flatMap(({ readModel, document, position }) =>
      document !== null && names.includes(readModel) ? [{ readModel, document, position }] : [],
    );

const parkedAnswer = (what: string, parked: ParkedNote): ApiError =>
  unavailable(
    RETRY_SECONDS,
    `${what}: an event of ${parked.readModel} ${parked.document} waits for a fix`,
    { parked },
  );

/** Whoever reads a document that does not hold all that was recorded of it is told so. */
export const parkedError = (
  readModels: ReadModels,
  readModel: string,
  document: string,
): ApiError | undefined => {
  const position = readModels.parkedDocument(readModel, document)?.position;
  return position && parkedAnswer('it is not known now', { readModel, document, position });
};

/**
 * A sum over documents of which one does not hold all would be wrong.
 * @throws {ApiError} UNAVAILABLE
 */
export const checkNoneParked = (readModels: ReadModels, names: readonly string[]): void => {
  const [parked] = documentsParked(readModels, names);
  if (parked) throw parkedAnswer('no sum can be told now', parked);
};
