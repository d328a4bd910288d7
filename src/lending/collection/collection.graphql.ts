import { Parent, ResolveField, Resolver } from '@nestjs/graphql';
import { rows } from '../../graphql/cost.js';
import { ClassChange, LateFee, LetterEntry, MoratoriumEntry } from './collection.types.js';
import { classViews, lateFeeViews, letterViews, moratoriumViews } from './collection.view.js';
import { Loan } from '../loan.types.js';

/** What collecting a loan left on it, at the moment asked. */
@Resolver(() => Loan)
export class CollectionResolver {
  @ResolveField(() => [LetterEntry], {
    complexity: rows(5),
    description: 'Warning letters, step by step, in the order of the days.',
  })
  letters(@Parent() loan: Loan): LetterEntry[] {
    return letterViews(loan);
  }

  @ResolveField(() => [LateFee], {
    complexity: rows(12),
    description: 'Late fees, in the order of the days they took effect.',
  })
  lateFees(@Parent() loan: Loan): LateFee[] {
    return lateFeeViews(loan);
  }

  @ResolveField(() => [MoratoriumEntry], {
    complexity: rows(2),
    description: 'Moratoria granted.',
  })
  moratoria(@Parent() loan: Loan): MoratoriumEntry[] {
    return moratoriumViews(loan);
  }

  @ResolveField(() => [ClassChange], {
    complexity: rows(10),
    description:
      'The classes recorded when days were closed; the class of a position is worked out anew.',
  })
  classChanges(@Parent() loan: Loan): ClassChange[] {
    return classViews(loan);
  }
}
