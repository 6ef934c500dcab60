from tests.world import World


def test_a_case_reaches_the_shelter(world: World) -> None:
    case, offer = world.accepted()
    print(world.entries(case.id))
