"""The city itself (`city.yaml`): names, numbers, hours, what the online doors ask for."""

from zoneinfo import ZoneInfo

from pydantic import Field

from .shape import Clock, Lat, Lon, Shape, Slug, Text
from .words import DoorCode, Kind


class Hotline(Shape):
    """Where the hotline is reached; `number` inside the city, `from_outside` with the area code."""

    number: Text
    from_outside: Text
    sms: str = ""
    site: str = ""
    email: str = ""


class MapView(Shape):
    """The first view of a map, degrees east and north; `tiles` is an address template or empty (no tiles)."""

    lon: Lon
    lat: Lat
    zoom: int = Field(default=11, ge=3, le=19)
    tiles: str = ""
    attribution: str = ""


class EmergencyNumber(Shape):
    """A number to call at once instead of filing a request."""

    id: Slug
    number: Text
    name: Text
    en: Text
    when: Text
    when_en: Text


class Identity(Shape):
    """What the online doors ask a citizen to prove."""

    real_name_online: bool
    oidc_required: bool = False
    phone_code: bool = True
    anonymous_reports: bool = False


class Uploads(Shape):
    """Limits of attachments per request; sizes in megabytes of 1,048,576 bytes."""

    most_files: int = Field(ge=1, le=50)
    most_megabytes: int = Field(ge=1, le=200)
    types: tuple[Text, ...] = Field(min_length=1)

    @property
    def most_bytes(self) -> int:
        """The largest single file in bytes."""
        return self.most_megabytes * 1_048_576


class Publishing(Shape):
    """What anybody may read through Open311: requests of which doors, and the words of which kinds (masked).

    Confidential requests are never among them; a place in a dwelling is told by its road and rounded.
    """

    doors: tuple[DoorCode, ...] = ("open311",)
    kinds: tuple[Kind, ...] = ("complaint", "help", "suggestion")


class City(Shape):
    """`city.yaml`. Hours are local time in `timezone`; quiet hours may pass midnight."""

    name: Text
    en: Text
    short: Text
    area_code: str = Field(pattern=r"^0\d{2,3}$")
    timezone: Text
    languages: tuple[Text, ...] = Field(min_length=1)
    manner: Text
    manner_en: Text
    hotline: Hotline
    office_hours: tuple[tuple[Clock, Clock], ...] = Field(min_length=1)
    day_ends: Text
    quiet_hours: tuple[Clock, Clock]
    peak_hours: tuple[tuple[Clock, Clock], ...] = ()
    map: MapView
    emergency: tuple[EmergencyNumber, ...] = Field(min_length=1)
    identity: Identity
    uploads: Uploads
    publishing: Publishing = Publishing()

    @property
    def zone(self) -> ZoneInfo:
        """The city's time."""
        return ZoneInfo(self.timezone)
