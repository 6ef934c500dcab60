"""Who may do what, written down a second time: act, relation, roles by letter."""

WRITTEN_AGAIN = """
keep_own_code     holder       f m p
open_case         none         f m p
import_cases      none         m c
list_cases        none         f m p a i c
read_case         finder       f m p a i
read_case         holder       f m p a i
read_case         authority    f m p a i
read_case         provider     f m p a i
read_case         former_holder f m p a i
read_case         coordinator  c u
open_content      holder       f m p
record_facts      holder       f m p
record_content    holder       f m p
record_consent    holder       f m p
withdraw_consent  holder       f m p
take_step         finder       f m p a i
take_step         holder       f m p a i
take_step         authority    f m p a i
take_step         provider     f m p a i
take_step         former_holder f m p a i
take_step         coordinator  c
make_offer        holder       f m p
withdraw_offer    holder       f m p
list_offers       none         f m p
read_offer        addressee    f m p
read_offer        holder       f m p
answer_offer      addressee    p
confirm_arrival   addressee    p
open_disclosure   addressee    p
open_disclosure   authority    a i
confirm_deletion  none         f m p a i
note_correction   none         f m p a i
list_services     none         f m p a i c
read_timeline     holder       f m p
read_timeline     coordinator  c u
export_timeline   holder       f m p
export_timeline   coordinator  c u
read_ledger       holder       f m p
read_ledger       coordinator  c
verify_case       holder       f m p
verify_case       coordinator  c u
verify_all        none         c u
list_notices      none         f m p
list_exceptions   none         c
administer        none         x
acknowledge_fork  none         x
ask_together      finder       f m p a i
ask_together      holder       f m p a i
ask_together      authority    f m p a i
ask_together      provider     f m p a i
ask_together      former_holder f m p a i
ask_together      coordinator  c
answer_together   none         f m p a i c
list_together     none         f m p a i c
review_exception  none         c
publish_pathway   none         c
replay_pathway    none         c s
keep_exploration  none         s
upgrade_case      coordinator  c
change_clock      finder       f m p a i
change_clock      holder       f m p a i
change_clock      authority    f m p a i
change_clock      provider     f m p a i
change_clock      former_holder f m p a i
change_clock      coordinator  c
search            none         f m c
search_exists     none         m c
check_match       none         f m p
index_names       none         s
set_address       none         m p
read_address      none         f m p
grant_address     none         m p
ask_erasure       holder       m
ask_erasure       coordinator  c
set_hold          holder       m
set_hold          coordinator  c
set_hold          authority    a
read_retention    holder       f m p
read_retention    authority    a
read_retention    coordinator  c u
list_retention    none         c
ask_question      coordinator  c
answer_question   finder       f m p a i
answer_question   holder       f m p a i
answer_question   authority    f m p a i
answer_question   provider     f m p a i
answer_question   former_holder f m p a i
read_questions    finder       f m p a i
read_questions    holder       f m p a i
read_questions    authority    f m p a i
read_questions    provider     f m p a i
read_questions    former_holder f m p a i
read_questions    coordinator  c
list_questions    none         f m p a i
read_sheet        none         f m p c
give_person_data  holder       f m p
restrict_use      holder       f m p
restrict_use      coordinator  c
read_restrictions holder       f m p
read_restrictions coordinator  c u
read_processing   none         c u s
open_breach       none         c x
keep_breach       none         c
read_breaches     none         c
keep_sign_in      none         f m p a i c u x
"""
OF_PROFESSIONS = """
answer_question finder
answer_question holder
answer_question authority
answer_question provider
answer_question former_holder
read_questions  finder
read_questions  holder
read_questions  authority
read_questions  provider
read_questions  former_holder
list_questions  none
list_cases      none
read_case       finder
read_case       holder
read_case       authority
read_case       provider
read_case       former_holder
take_step       finder
take_step       holder
take_step       authority
take_step       provider
take_step       former_holder
open_disclosure authority
confirm_deletion none
note_correction none
ask_together    finder
ask_together    holder
ask_together    authority
ask_together    provider
ask_together    former_holder
answer_together none
keep_sign_in    none
list_services   none
list_together   none
change_clock    finder
change_clock    holder
change_clock    authority
change_clock    provider
change_clock    former_holder
"""
