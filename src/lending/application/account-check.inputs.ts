import { Field, InputType, registerEnumType } from '@nestjs/graphql';
import { enumOf } from '../../graphql/enums.js';
import { DateScalar } from '../../graphql/scalars.js';
import type { LocalDate } from '../../kernel/local-date.js';
import { ACCOUNT_CHECKS, type AccountCheck } from '../loan.events.js';

const AccountCheckEnum = enumOf(ACCOUNT_CHECKS);
registerEnumType(AccountCheckEnum, {
  name: 'AccountCheckBy',
  description: 'By what it was made sure that the account is the mitra’s own.',
});

@InputType({ description: 'How the account was checked before paying, after the agreement.' })
export class AccountCheckInput {
  @Field(() => AccountCheckEnum, { description: 'By what.' })
  by: AccountCheck['by'];

  @Field(() => DateScalar, { description: 'On which day.' })
  on: LocalDate;
}
