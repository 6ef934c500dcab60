"""What is said beside a field, by what is wrong with it."""

from collections.abc import Mapping

from api.pages.labels_codes import CODE_FAULTS
from api.pages.labels_directory import FAULTS
from api.pages.labels_handover import HANDOVER_FAULTS
from api.pages.labels_happened import HAPPENED_FAULTS
from api.pages.labels_plan import PLAN_FAULTS
from api.pages.language import N_

SENTENCES: Mapping[str, str] = {
    **FAULTS,
    **HANDOVER_FAULTS,
    **PLAN_FAULTS,
    **CODE_FAULTS,
    "missing": N_("Choose an answer or fill this in."),
    "enum": N_("Choose one of the answers."),
    "literal_error": N_("Choose one of the answers."),
    "string_too_long": N_("This is too long. Shorten it."),
    "string_too_short": N_("Fill this in."),
    "string_pattern_mismatch": N_("Choose one of the answers."),
    "too_long": N_("These are too many."),
    "int_parsing": N_("Write a whole number, such as 2."),
    "greater_than_equal": N_("This number is too small."),
    "less_than_equal": N_("This number is too large."),
    "date_from_datetime_parsing": N_("Write a day that exists, such as 31 1 1998."),
    "date_text": N_("Write a day that exists, such as 31 1 1998."),
    "past": N_("This lies in the past."),
    "in_the_future": N_("This lies in the future."),
    **HAPPENED_FAULTS,
    "unknown_reason": N_("Choose a reason from the list."),
    "unknown_organisation": N_("This organisation is not known. Choose another."),
    "one_recipient_or_one_class": N_("Choose whom this consent speaks of."),
    "before_it_was_given": N_("It would end before it was given."),
    "over_already": N_("It would have ended already."),
    "contradicts_the_answer": N_("This does not go with the answer above."),
    "only_of_a_child": N_("This is asked of a child. Leave it empty here."),
    "no_interpreter_was_there": N_("Then tick that an interpreter was there."),
    "ground_only_where_the_person_cannot_consent": N_(
        "A legal ground is for a person who cannot say. Leave it empty here."
    ),
    "empty": N_("Nothing was filled in."),
    "too_large": N_("This is larger than 50 MiB."),
    "kind_not_taken": N_("This kind of file is not taken. Save it as PDF."),
    "unpacks_to_too_much": N_("This file hides too much in little. Save it as PDF."),
    "carries_a_program": N_("This file carries a program. Save it as PDF."),
    "not_a_sound_image": N_("This picture is damaged. Take or save it again."),
    "too_many_pixels": N_("This picture is too large. Make it smaller."),
    "moving_picture": N_("Moving pictures are not taken."),
    "name_not_taken": N_("Give the file a shorter name."),
    "no_attachments_here": N_("Choose another drawer."),
    "one_of_two": N_("Fill in what is to be corrected."),
    "no_public_key": N_("This is no public key of this kind."),
    "nobody_to_seal_it_to": N_("This shows fields: name the key it is sealed to."),
    "no_number": N_("Write your number."),
    "sixteen_digits": N_("The number has sixteen digits. Look at it again."),
    "check_digit": N_("One of the digits is not right. Look at it again."),
    "one_short_word": N_("Write one short word."),
    "no_such_field": N_("This field is not there any more. Choose anew."),
    "extra_forbidden": N_("This form has a field that does not belong in it."),
}
