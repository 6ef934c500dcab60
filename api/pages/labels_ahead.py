"""What happens next with an offer, for each of its stages and each side of it."""

from collections.abc import Mapping

from api.pages.language import N_
from workflows.vocabulary import ReferralStage as Stage
from workflows.vocabulary import Side

_OVER = N_("This has ended. Nothing waits for you, or for anybody.")

_SENDER: Mapping[Stage, str] = {
    Stage.DRAFT: N_("It is not sent yet, and nobody sees it."),
    Stage.OFFERED: N_(
        "The service answers: yes, no, or a question. Until then nothing waits for "
        "you. If the time runs out, the coordinator is told and you can ask another."
    ),
    Stage.QUESTION: N_(
        "The service asks something. You reply; their time to answer stands still "
        "until you do."
    ),
    Stage.ACCEPTED_BY_TELEPHONE: N_(
        "A yes was said by telephone. The service confirms it, or says that it is not "
        "so; before that nothing about the person opens. Where to meet can be agreed."
    ),
    Stage.ACCEPTED: N_(
        "You and the service agree who meets whom, where and when. Then the person "
        "comes there, and the service says that they have arrived."
    ),
    Stage.HANDED_OVER: N_(
        "The person is there. The service says when it begins; nothing waits for you."
    ),
    Stage.IN_SERVICE: N_(
        "The service looks after the person and says how it ended; nothing waits for "
        "you."
    ),
    Stage.COMPLETED: N_(
        "This has ended. If more help is needed, whoever is responsible asks anew."
    ),
    Stage.DECLINED: N_(
        "The service said no. If others stand on your list, the next one is asked by "
        "itself; else you choose another."
    ),
    Stage.EXPIRED: N_(
        "Nobody answered in time, and the coordinator was told. You choose another "
        "service."
    ),
    Stage.WITHDRAWN: N_(
        "It was taken back. If help is still needed, you ask another service."
    ),
    Stage.NO_SHOW: N_(
        "The person did not arrive. Whoever is responsible looks for them now, and "
        "writes down what came of it."
    ),
    Stage.RETURNED: N_(
        "The service handed it back before the person came. You choose another."
    ),
    Stage.RECALLED: N_(
        "What it rested on was taken back. Nothing more is passed on, and what was "
        "shown is asked back."
    ),
    Stage.PROVIDER_CLOSED: N_(
        "The service has closed. Whoever is responsible chooses another place."
    ),
    Stage.UNDONE: N_(
        "It was undone before it left, and nobody was told. Ask again, or another "
        "service."
    ),
}
_ADDRESSEE: Mapping[Stage, str] = {
    Stage.UNDONE: N_("It was undone before it came to you. Nothing waits for you."),
    Stage.DRAFT: N_("It is being written, and is not with you yet."),
    Stage.OFFERED: N_(
        "You answer: yes, no, or one question to the sender. Who the person is you "
        "learn only after a yes."
    ),
    Stage.QUESTION: N_(
        "The sender replies to your question; your time to answer stands still until "
        "then. You can answer without waiting for it."
    ),
    Stage.ACCEPTED_BY_TELEPHONE: N_(
        "The coordinator wrote down a yes of yours. You confirm it, or say what is not "
        "right. Nothing about the person opens before."
    ),
    Stage.ACCEPTED: N_(
        "You and the sender agree who meets whom, where and when. When the person is "
        "there, you say so; if they do not come, you say that."
    ),
    Stage.HANDED_OVER: N_("The person is with you. When the service begins, say so."),
    Stage.IN_SERVICE: N_("You look after the person. When it ends, say how it ended."),
    Stage.COMPLETED: _OVER,
    Stage.DECLINED: N_("You said no. Nothing waits for you."),
    Stage.EXPIRED: N_(
        "Your time to answer is over. Nothing waits for you: the sender asks others."
    ),
    Stage.WITHDRAWN: N_("The sender took it back. Nothing waits for you."),
    Stage.NO_SHOW: N_(
        "The person did not arrive. Nothing waits for you; your copy is destroyed."
    ),
    Stage.RETURNED: N_("You handed it back. Nothing waits for you."),
    Stage.RECALLED: N_(
        "What it rested on was taken back. Use nothing of it any more, delete it, and "
        'say so under "My work".'
    ),
    Stage.PROVIDER_CLOSED: N_(
        "Your service has closed. Whoever is responsible for the person chooses "
        "another place."
    ),
}
_COORDINATOR: Mapping[Stage, str] = {
    **_SENDER,
    Stage.DRAFT: N_("The sender has not sent it yet. Nothing waits for you."),
    Stage.OFFERED: N_(
        "The service answers. Nothing waits for you: if its time runs out, it stands "
        "on your list. A yes by telephone you can write down here."
    ),
    Stage.QUESTION: N_(
        "The sender replies to a question of the service. Nothing waits for you; if "
        "no reply comes, it stands on your list."
    ),
    Stage.ACCEPTED: N_(
        "Both sides agree who meets whom, where and when; then the service says that "
        "the person has arrived. Nothing waits for you unless it is late."
    ),
    Stage.DECLINED: N_(
        "The service said no. The sender asks another, or the next on its list is "
        "asked by itself. Nothing waits for you."
    ),
    Stage.EXPIRED: N_(
        "Nobody answered in time. The sender asks another service; it stands on your "
        "list until it is dealt with."
    ),
    Stage.RETURNED: N_(
        "The service handed it back before the person came. The sender asks another; "
        "nothing waits for you."
    ),
}
OFFERS_AHEAD: Mapping[Side, Mapping[Stage, str]] = {
    Side.SENDER: _SENDER,
    Side.ADDRESSEE: _ADDRESSEE,
    Side.COORDINATOR: _COORDINATOR,
}
"""By side and stage. Whoever is responsible now reads what the sender reads."""
