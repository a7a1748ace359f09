import type { Recipe } from './recipe.ts';
import { COLLECTION_RECIPES } from './recipes/collection-recipes.ts';
import { NUMBER_RECIPES } from './recipes/number-recipes.ts';
import { PROGRAM_RECIPES } from './recipes/program-recipes.ts';
import { TEXT_RECIPES } from './recipes/text-recipes.ts';

/** Every recipe, by subject. */
export const RECIPES: readonly Recipe[] = [
  ...TEXT_RECIPES,
  ...NUMBER_RECIPES,
  ...COLLECTION_RECIPES,
  ...PROGRAM_RECIPES,
];
