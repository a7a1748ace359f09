/** Functions of Python that learners hide by using their name for a variable. */
export const HIDEABLE_BUILTINS =
  'list dict set str int float sum max min len input print range type id file open sorted tuple next iter map filter all any abs round'.split(
    ' ',
  );
