import type { JejakEvent, JejakFact } from '../events.js';
import { open } from '../keys/cipher.js';
import { KeyMissing, type KeyStore } from '../keys/port.js';
import type { StoredEvent } from './port.js';

type Data = StoredEvent['data'];
/** From one version of an event's data to the next; pure, one per step, never removed. */
type Upcast = (data: Data) => Data;

/** Every event this house knows, and the steps from its first version to the present one. */
const UPCASTS: Readonly<Record<JejakFact['type'], readonly Upcast[]>> = {
  MitraRegistered: [],
  MitraDataCorrected: [],
  MitraStatusChanged: [],
  CommandAbandoned: [],
  AgreementSigned: [],
  LoanDisbursed: [],
  PaymentReceived: [],
  PaymentReversed: [],
  PaymentsReallocated: [],
  LoanSettled: [],
  LoanReopened: [],
  DocumentReceived: [],
  HeirRecorded: [],
  LoanProposed: [],
  FeasibilityAssessed: [],
  LoanRecommended: [],
  LoanApproved: [],
  LoanRejected: [],
  ReceiptConfirmed: [],
  PaymentIdentified: [],
  OverpaymentReturned: [],
  LateFeeCharged: [],
  LateFeeWaived: [],
  MoratoriumGranted: [],
  CollectabilityChanged: [],
  WarningLetterPrepared: [],
  WarningLetterSigned: [],
  WarningLetterSent: [],
  RestructuringProposed: [],
  LoanRescheduled: [],
  LoanReconditioned: [],
  LoanDeclaredProblem: [],
  WriteOffProposed: [],
  WriteOffApproved: [],
  WriteOffRejected: [],
  LoanWrittenOff: [],
  WriteOffAdjusted: [],
  RecoveryReceived: [],
  ClaimCancellationProposed: [],
  ClaimCancelled: [],
  ReceivableHandedOver: [],
  CollateralPledged: [],
  CollateralReleased: [],
  CollateralSeized: [],
  CollateralSold: [],
  OpeningBalanceTakenOver: [],
  ReceiptUnidentified: [],
  ReceiptIdentified: [],
  IdentificationReversed: [],
  VisitRecorded: [],
  ContactMade: [],
  PolicyProposed: [],
  PolicyAdopted: [],
  PolicyRejected: [],
  ReportPublished: [],
  Claimed: [],
  Released: [],
};

export const EVENT_TYPES = Object.keys(UPCASTS) as readonly JejakFact['type'][];

export const currentVersion = (type: JejakFact['type']): number => UPCASTS[type].length + 1;

/** An event that this version of the software cannot read: never skipped, never guessed. */
export class UnreadableEvent extends Error {
  override readonly name = 'UnreadableEvent';
}

const isKnown = (type: string): type is JejakFact['type'] => Object.hasOwn(UPCASTS, type);

const upcast = (event: StoredEvent): Data => {
  if (!isKnown(event.type))
    throw new UnreadableEvent(`unknown event type ${event.type} at position ${event.position}`);
  const steps = UPCASTS[event.type];
  if (event.schemaVersion < 1 || event.schemaVersion > steps.length + 1)
    throw new UnreadableEvent(
      `${event.type} version ${event.schemaVersion} at position ${event.position}: ` +
        `this software reads versions 1 to ${steps.length + 1}`,
    );
  if (steps.length === 0) return event.data;
  return steps.slice(event.schemaVersion - 1).reduce((data, step) => step(data), event.data);
};

/** The event in its present version, its personal part left sealed (and so unreadable). */
export const decodeSealed = (event: StoredEvent): JejakEvent => {
  const data = upcast(event);
  // Copied only where it must be: a rebuild decodes the whole log.
  if (!event.personal && data === event.data) return event as unknown as JejakEvent;
  const { personal, ...plain } = event;
  return Object.assign(plain, personal && { sealed: personal }, { data }) as unknown as JejakEvent;
};

/** The event in its present version; without its personal part where the key was erased. */
export const decode = async (
  event: StoredEvent,
  keys: Pick<KeyStore, 'find'>,
): Promise<JejakEvent> => {
  const plain = decodeSealed(event);
  if (!event.personal) return plain;
  const key = await keys.find(event.personal.key);
  if (key === undefined)
    throw new KeyMissing(`the key store does not know ${event.personal.key}: restore its backup`);
  return key
    ? ({ ...plain, personal: open(key, event.eventId, event.personal) } as JejakEvent)
    : plain;
};
