"""Words of the pages that look over the whole mechanism, and of filters."""

from collections.abc import Mapping

from api.pages.language import N_

DESK_MESSAGES: Mapping[str, str] = {
    "filter_kept": N_("The filter is kept. Only you see it."),
    "filter_ended": N_("The filter is forgotten."),
}
DESK_ENTRIES: Mapping[str, str] = {
    "filter_kept": N_("A filter of a list kept"),
    "filter_ended": N_("A filter of a list forgotten"),
}
MEASURES: Mapping[str, str] = {
    "identified": N_("People identified"),
    "offers": N_("Offers made"),
    "answered_in_time": N_("Answers in time"),
    "answered_late": N_("Answers after the time was over"),
    "arrivals": N_("Arrivals"),
    "no_shows": N_("Did not arrive"),
    "closings": N_("Cases closed"),
    "overdue": N_("Offers not answered in time"),
}
DEFINITIONS: Mapping[str, str] = {
    "identified": N_("Cases that were opened."),
    "offers": N_("Offers, each once, however many people it is for."),
    "answered_in_time": N_("First answers that came before the time was over."),
    "answered_late": N_("First answers that came after that."),
    "arrivals": N_("Offers whose people arrived."),
    "no_shows": N_("Offers whose people did not arrive."),
    "closings": N_("Steps that closed a case."),
    "overdue": N_("Offers of which nobody had said anything when the time was over."),
}
DIFFERENCES: Mapping[str, str] = {
    "late": N_("would have been late"),
    "in_time": N_("would have been in time"),
    "no_such_step": N_("took a step that there would not have been"),
    "not_from_here": N_("took a step that would not have started there"),
    "guard": N_("would have been held up by a condition"),
    "seat": N_("would have needed somebody else to agree"),
}
DESK: Mapping[str, Mapping[str, str]] = {
    "measure": MEASURES,
    "measure_definition": DEFINITIONS,
    "difference": DIFFERENCES,
}
