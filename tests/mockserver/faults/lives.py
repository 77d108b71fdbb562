"""For each fault a script that shows it: its answers differ between the sound mock and the faulty one."""

from collections.abc import Iterator, Mapping
from typing import Any

from tests.mockserver.faults.asking import Asker, Script, asking, steps, walking
from tests.mockserver.faults.writes import WRITES

ASSETS, SOLUTIONS, EXAMPLES = "/v1/assets", "/v1/solutions", "/v1/models/any/examples"
KINDS, ALL_KINDS = "/v1/models/example-categories", "/v1/admin/models/example-categories"
BATCH, FOREIGN = "019c3852-1b58-7960-8c72-0f0575db881c", "019c3852-1b58-72cf-9c25-2f2adf7e05d8"
ITEMS = f"/v1/batches/{BATCH}/items"
NOBODY = "0190a0b0-c0d0-7000-8000-00000000dead"
MODEL = "01972fc3-0740-72f3-94de-e16907a4296d"
ADMIN_EXAMPLES = f"/v1/admin/models/{MODEL}/examples"
CREATE = "/v1/admin/solutions"


def found(*filters: str, at: str = EXAMPLES, **query: Any) -> Script:
    """A script that filters a list, one filter after the other."""
    return steps(*(asking(at, q=each, limit="500", fields="id", **query) for each in filters))


def sorted_by(*orders: str, at: str = EXAMPLES, **query: Any) -> Script:
    """A script that sorts a list, one order after the other."""
    return steps(*(asking(at, sort_by=each, limit="500", fields="id", **query) for each in orders))


def altered(text: str) -> Script:
    """A script that sends a cursor back with a character more."""

    def script(asker: Asker) -> None:
        page = asker.ask(ASSETS, limit="5")
        asker.ask(ASSETS, limit="5", pq=f"{page['next']}{text}")

    return script


def elsewhere(**query: Any) -> Script:
    """A script that uses a cursor with other arguments."""

    def script(asker: Asker) -> None:
        page = asker.ask(ASSETS, limit="5")
        asker.ask(ASSETS, limit="5", pq=page["next"], **query)

    return script


def with_token(header: str, at: str = SOLUTIONS) -> Script:
    """A script that shows credentials as they are."""
    return asking(at, None, headers={"Authorization": header})


def offset(asker: Asker) -> None:
    """A script that adds a row before the place of a cursor, and goes on from there."""
    page = asker.ask(CREATE, "admin", limit="5", sort_by="created_at:desc")
    asker.ask(CREATE, "admin", "POST", body={"title": "A", "slug": "a", "section_code": "a"})
    asker.ask(CREATE, "admin", limit="5", sort_by="created_at:desc")
    asker.ask(CREATE, "admin", limit="5", sort_by="created_at:desc", pq=page["next"])


def many(target: str, times: int, **query: Any) -> Script:
    """A script that asks the same again and again."""
    return steps(*(asking(target, **query) for _ in range(times)))


def read_all(asker: Asker) -> None:
    """A script that reads each row of a list by its id."""
    for row in asker.ask(EXAMPLES, limit="500")["items"][:12]:
        asker.ask(f"/v1/models/any/examples/{row['id']}")


WALK = walking(ASSETS, limit="10")
TIES = walking(ASSETS, limit="7", sort_by="asset_type,source_type:desc")
NULLS = walking(ASSETS, limit="7", sort_by="source_type")
FILTERED = walking(ASSETS, limit="5", q="size_bytes > 3000")
BAD_BODY = {"body": b'{"title": ', "headers": {"Content-Type": "application/json"}}
ROW = "/v1/models/any/examples/019b97bc-20f9-718d-b7be-39157050d843"
UNKNOWN = asking(f"/v1/models/any/examples/{NOBODY}")
ILL = asking("/v1/models/any/examples/7")
BAD_LIMIT = asking(SOLUTIONS, limit="x")
TWO_FAULTS = asking(SOLUTIONS, limit="x", from_prev="maybe")


def each(ids: str, script: Script) -> Iterator[tuple[str, Script]]:
    """One script for several faults."""
    return ((each, script) for each in ids.split())


LISTS: Mapping[str, Script] = dict(
    [
        *each("P01 P02 P07 P11 P24 P55 B01 B02 B03 B04 B07 B53 B54 U54", WALK),
        *each("P03 P05 P15 B09 B51 U57 U58", TIES),
        *each("P51 P52", NULLS),
        ("O52", sorted_by("cost:desc")),
        ("P56", asking(ASSETS)),
        ("P57", asking(EXAMPLES, limit="1")),
        ("P58", asking(EXAMPLES, limit="500")),
        *each("P20 P21 U59 B52", FILTERED),
        ("P06", offset),
        ("P09", asking(ASSETS, limit="501")),
        ("P10", asking(ASSETS, limit="0")),
        ("P13", asking(ASSETS, limit="5", sort_by="name")),
        ("P26", walking(ASSETS, limit="30", sort_by="name,name")),
        ("P28", asking(ASSETS)),
        ("P53", asking(ASSETS, limit="71")),
        ("P54", asking(EXAMPLES, limit="20")),
        ("B10", asking(ASSETS, from_prev="true")),
        ("U51", asking(ASSETS, pq="garbled")),
        ("R06", asking(ASSETS, pq="garbled")),
        ("U52", elsewhere(q="size_bytes > 1")),
        ("U55", elsewhere(q="size_bytes > 1")),
        ("U56", walking(EXAMPLES, limit="3", sort_by="created_at")),
        ("F01", found("updated_at > 2030-01-01")),
        ("F02", found("nothing = 1")),
        ("F03", found("status_code = 200 AND start_type = cold")),
        ("F06", found("status_code > 200", "status_code < 500")),
        ("F08", found("title = '100_ cotton tote'", "title = '%'")),
        ("F10", found("created_at < 2026-01-07", *(f"created_at < 2026-01-{day:02}" for day in range(8, 30)))),
        ("F12", found("title =")),
        ("F14", found("title = 'Bottle ''No. 5'', front'")),
        ("F15", found("organization_id = 0196e780-fb40-7298-abb7-a686e84a17ab", at=ITEMS)),
        ("R08", found(" OR ".join(["status_code = 200"] * 150))),
        ("F51", found("title = ''")),
        ("F52", found("title ne 'Item 9'", "title.ne:'Item 9'")),
        ("F53", found("NOT title = 'Item 9'")),
        ("F54", found("title.in:('Item 9', 'Item 10', 'Café table')")),
        (
            "F55",
            steps(
                *(found(f"{name} {sign} 2026-01-12T10:05:33Z", at=ASSETS) for name in ("created_at",) for sign in "<>")
            ),
        ),
        ("F56", found("cost > 9.5", "cost < 10.25")),
        ("F57", found("cost = 0.1", "cost = 0.100000000000000005551115123126")),
        ("F58", found("title = 'perfume bottle on marble'")),
        (
            "F59",
            found(
                "created_at < 2026-01-07T09:14:07.481516+05:00",
                *(f"created_at < 2026-01-{day:02}T20:00:00+09:00" for day in range(8, 30)),
            ),
        ),
        ("F60", found("status_code = 500 OR status_code = 200")),
        ("F61", found("cost < 1")),
        ("F62", found("size_bytes = 7 OR size_bytes > 1", at=ASSETS)),
        ("F63", walking(EXAMPLES, limit="3", q="status_code = 200")),
        ("F64", walking(EXAMPLES, limit="3", q="status_code = 200")),
        ("F65", found("created_at >= 2026-02-27T09:14:07.482516Z", "created_at >= 2026-01-13T09:14:07.481516Z")),
        ("F66", found("start_type <= cold")),
        ("F67", found("start_type > cold")),
        ("F68", found("sort_order = 9007199254740992")),
        ("F69", found("is_featured = false", "is_featured.ne:true")),
        ("F70", found("title.in:('Item 9', 'Item 10', 'Café table')")),
        ("F71", asking(EXAMPLES, q="status_code = 500", fields="id,title")),
        ("F72", asking(EXAMPLES, q="status_code = 500", sort_by="title")),
        ("O01", sorted_by("title:desc")),
        ("O02", sorted_by("cost", "total_ms")),
        ("O05", sorted_by("nothing")),
        ("O06", sorted_by("nothing")),
        ("O07", sorted_by("title")),
        ("O08", asking(EXAMPLES, sort_by="title", fields="id")),
        ("O51", sorted_by("start_type:desc")),
        ("O53", sorted_by("start_type,title")),
        ("O54", sorted_by("start_type:desc,title:asc")),
        ("O55", asking(EXAMPLES, sort_by="title", limit="20")),
        ("O56", sorted_by("created_at", "ran_at", "updated_at")),
    ]
)

ROWS: Mapping[str, Script] = dict(
    [
        *each("J01 J51 J52 J56", walking(EXAMPLES, limit="40", fields="title,cost,description")),
        ("J02", asking(EXAMPLES, fields="id,title,cost", limit="500")),
        ("J05", asking(EXAMPLES, fields="nothing")),
        ("J06", asking(ITEMS, fields="id,organization_id")),
        ("J53", asking(EXAMPLES, fields="created_at", limit="500")),
        ("J54", asking(ASSETS, fields="id", embed="created_by_user")),
        ("J55", asking(EXAMPLES, fields="")),
        ("M01", asking(ASSETS, embed="created_by_user", limit="500")),
        ("M04", walking(ASSETS, embed="created_by_user", limit="30")),
        ("M06", asking(ASSETS, embed="nothing")),
        ("M51", asking(ASSETS)),
        ("M52", asking(ASSETS, embed="created_by_user", limit="500")),
        *each("M02 M53 M54 M55", many(SOLUTIONS, 3, embed="solution_flows,solution_models", limit="500")),
        ("M56", asking(SOLUTIONS)),
        *each("C01 C51 C53 C54 T63 T64 T65", asking(EXAMPLES, limit="500")),
        ("C03", asking(ASSETS)),
        ("C05", asking(ASSETS)),
        ("C11", asking(ASSETS, q="size_bytes < 0")),
        ("C52", asking(ASSETS, limit="500")),
        ("R02", asking(EXAMPLES, limit="500")),
        ("T62", read_all),
        ("T66", asking(f"{KINDS}/EXAMPLES")),
        ("T07", many(f"/v1/batches/{BATCH}", 3)),
    ]
)


def first_item(asker: Asker) -> Any:
    """The id of a row of a list."""
    return asker.ask(ITEMS)["items"][0]["id"]


def in_part(asker: Asker) -> None:
    """A script that reads one row in part."""
    asker.ask(f"{ITEMS}/{first_item(asker)}", fields="id")


def under_another(asker: Asker) -> None:
    """A script that reads a row under a parent that is not its own."""
    asker.ask(f"/v1/batches/019d48e8-41cf-77fe-b9ce-b39f7e170761/items/{first_item(asker)}")


def hidden_row(asker: Asker) -> None:
    """A script that reads hidden rows by their ids."""
    for row in asker.ask(ADMIN_EXAMPLES, "admin", limit="500")["items"]:
        asker.ask(f"/v1/models/any/examples/{row['id']}")


REFUSALS: Mapping[str, Script] = dict(
    [
        *each("S02 S03 S51 E13", steps(UNKNOWN, asking(f"/v1/batches/{NOBODY}"))),
        ("S06", asking(CREATE, "admin", "POST", **BAD_BODY)),
        ("S07", asking(CREATE, "admin", "POST", body=b'{"title": 1}', headers={"Content-Type": "text/plain"})),
        *each("S10 S11 S12 E02", asking(SOLUTIONS, "member", "DELETE")),
        *each("S13 S57 H09", asking(SOLUTIONS, "member", "HEAD")),
        ("S14", ILL),
        ("S52", asking(SOLUTIONS, limit="500")),
        (
            *("S53",),
            asking(CREATE, "admin", "POST", body={"title": "x" * 255, "slug": "s", "section_code": "s"}),
        ),
        ("S54", asking(f"{SOLUTIONS}?limit=3&limit=4")),
        ("S55", asking(f"{SOLUTIONS}/")),
        ("S56", asking(EXAMPLES, nothing="1")),
        ("S59", asking(SOLUTIONS, "member", "OPTIONS")),
        ("S60", asking(SOLUTIONS)),
        ("S61", asking(CREATE, None, "POST", **BAD_BODY)),
        ("S62", asking(f"/v1/batches/{NOBODY}", None)),
        ("S63", asking(SOLUTIONS, limit="x", q="nothing=")),
        ("E01", asking("/nowhere")),
        *each("E03 E04 E07 E11 E51 E52 E53 E57 E58 E12 E59 E60", BAD_LIMIT),
        ("E08", TWO_FAULTS),
        ("E09", found("title =")),
        ("E14", with_token("Bearer garbage")),
        ("E17", asking(CREATE, "admin", "POST", body=b"x" * 1_100_000)),
        ("E54", asking(ASSETS, pq="garbled")),
        ("E55", many(ASSETS, 4, sort_by="nothing")),
        ("E56", asking(SOLUTIONS, limit="x", headers={"Accept-Language": "de"})),
        ("A01", asking(EXAMPLES, None)),
        *each("A03 A04 A54", asking(SOLUTIONS, None)),
        ("A05", asking(CREATE, "member")),
        ("A10", asking(SOLUTIONS, None, "HEAD")),
        ("A11", asking("/v1//solutions", None)),
        ("A13", with_token("Bearer rf_live_mem")),
        ("A51", with_token("Basic rf_live_member")),
        ("A60", with_token("Bearer RF_LIVE_MEMBER", ROW)),
        ("A66", with_token("Bearer rf_live_member2", ROW)),
        ("A67", with_token("Bearer rf_live_mem", EXAMPLES)),
        ("A52", asking(SOLUTIONS, None, access_token="rf_live_member")),
        ("A53", with_token("Bearer garbage")),
        ("A55", asking(ADMIN_EXAMPLES, "member")),
        ("A56", asking(CREATE, "member", "POST", body={"title": "A", "slug": "a", "section_code": "a"})),
        ("A57", asking(SOLUTIONS, "unverified")),
        ("A58", asking(SOLUTIONS)),
        ("A59", asking(ASSETS, headers={"X-Organization-Id": NOBODY})),
        ("A06", asking(f"/v1/batches/{FOREIGN}")),
        ("A07", asking(f"/v1/batches/{FOREIGN}")),
        ("A61", asking(ASSETS, limit="500")),
        *each("A62 A68", hidden_row),
        ("A63", found("is_public = false")),
        ("A64", asking(EXAMPLES, limit="500")),
        ("A65", under_another),
        ("J57", in_part),
        ("H03", asking(SOLUTIONS)),
        ("H04", asking(SOLUTIONS, headers={"Origin": "http://page.test"})),
        *each("H53 H54 H55", asking(SOLUTIONS)),
        (
            *("H56",),
            asking(
                *(SOLUTIONS, None, "OPTIONS"),
                headers={"Origin": "http://page.test", "Access-Control-Request-Method": "GET"},
            ),
        ),
        ("H07", many(SOLUTIONS, 41, limit="1")),
        ("H52", asking(SOLUTIONS, None)),
        ("R01", asking(SOLUTIONS, q="title = 'a\0'")),
        ("R03", asking(SOLUTIONS, limit="9223372036854775808")),
        (
            *("R05",),
            asking(CREATE, "admin", "POST", body=b"[" * 200, headers={"Content-Type": "application/json"}),
        ),
        ("R11", asking(SOLUTIONS, q="")),
    ]
)

LIVES: Mapping[str, Script] = {**LISTS, **ROWS, **REFUSALS, **WRITES}
# Scripts that leave a trace in a sound mock.
TRACES = {*WRITES, "P06", "S53"}
