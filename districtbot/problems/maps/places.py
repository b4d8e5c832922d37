"""What the places of a made-up map are called: real county names, towns after real habits.

No name of a county or a town is in two splits: which split a name belongs to hangs on the name.
"""

import random
from collections.abc import Iterable
from functools import cache

from districtbot.geo.countynames import all_county_names
from districtbot.geo.gazetteer import folded
from districtbot.ground.seeds import seed_of
from districtbot.problems.split import Split


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


def _parted(text: str) -> tuple[str, ...]:
    return tuple(one.strip() for one in text.split("|"))


STATES = _parted(
    """Ardmere|Tanasqua|Kelvane|Wenlock|Alderney|Marisol|Cahela|Winnesota|Ossawa|Franconia|
    Transoconee|Caledon|Minnetaska|Albemarle|Cascadia|Franklinia|Sequoyah|Westmark|New Anglia|
    North Caradoc|Absaroka|Superior|Deseret|Laramie|Vandalia|Chippewa|East Lakota|Westsylvania|
    Pamlico|Acadia|Cumbria|Sabinal|Allegania|Kanawha|New Sharon|Tawasa|Susquehanna|
    Muskogea|Penobska|Altamaha|South Platte|Chesapeake|Nickajack|Old Dominica|Tallahoma|
    Winnemac|Fremont|Catoctin|Shoshone|Columbiana"""
)
"""States that there are not."""

_STEMS = _words(
    """
    Adams Alder Allen Ames Anders Arling Ash Avon Bain Barn Bart Bed Bel Benn Berk Black Blair
    Bloom Bow Brad Brent Bridge Brook Bruns Buck Burn Cald Camp Carl Cedar Chad Charl Chat
    Ches Clark Clay Clif Clin Cole Cold Cor Craw Cross Cumber Dan Darn Day Deer Derry Dix Dor
    Dun East Edge Ed Ell Elm Em Eng Ever Fair Fall Farm Fern Field Fitch Ford Fox Frank Free
    Gard Gil Glen Glou Gold Gran Gray Green Hamp Han Har Hart Haver Hay Hazel Hill Hol Hud
    Hunt Ips Jack James Jeffers John Kend Kens King Kirk Lake Lan Law Leb Lex Lind Litch Liver
    Lock Long Lud Lynn Man Mar Marl May Med Mel Mid Mil Mon Morris Nash New Nor North Oak Or
    Ox Palm Park Pem Penn Pitts Plain Ply Port Pres Quin Ran Read Red Rich Ridge River Roch
    Rock Ros Rush Ruth Sand Shaf Shel Shrews Smith Somer South Spring Staf Stam Steven Stock
    Stone Strat Sud Sun Swan Tay Thorn Tren Troy Up Wake Wal Ware War Water Way Wells West Wey
    White Wil Win Wind Wood Wor York
    """
)
_ENDS = _words(
    """
    ville ton field ford burg bury wood land ham port boro dale mont view side brook haven
    worth ridge ley stead hurst well bridge ington
    """
)
_SURNAMES = _words(
    """
    Adams Allen Anderson Baker Baldwin Barnes Benson Bishop Blair Boone Bradley Brandon Brewer
    Brooks Burke Butler Calhoun Cameron Campbell Carson Carter Chandler Clayton Clinton Cole
    Collins Cooper Craig Crawford Crockett Curtis Dalton Davis Dawson Decatur Dixon Donovan
    Douglas Dudley Duncan Durand Ellis Emerson Evans Farley Ferris Fletcher Foster Fulton
    Gaines Garrison Gibson Gilbert Gordon Graham Grant Greene Griffin Hale Hamilton Hancock
    Hardin Harper Harris Harrison Hawkins Hayes Henderson Herkimer Holland Hooper Houston
    Howard Hudson Hughes Irving Jackson Jasper Jennings Keene Kendall Kingman Knox Lafayette
    Lamar Lawson Lewis Logan Lowell Lyons Madison Marion Marshall Mason McAllister McComb
    McDonough McKinney McPherson Mercer Meredith Merrill Mitchell Monroe Montgomery Morgan
    Murphy Murray Nelson Newton Nichols O'Brien O'Fallon O'Neill Orleans Osborn Parker
    Patterson Perkins Perry Pierce Pike Polk Powell Prescott Prince Pulaski Quincy Randolph
    Reynolds Riley Rogers Rollins Russell Rutledge Sanford Sheridan Sherman Simpson Spencer
    Stanton Sterling Stewart Sullivan Sumner Taylor Thornton Tyler Union Vernon Wallace Warren
    Washington Wayne Webster Wheeler Whitman Wilkes Winslow Winston Wyatt
    """
)
_SAINTS = _words(
    """
    Albans Ann Anthony Augustine Bernard Charles Clair Cloud Elmo Francis George Helena Ignace
    James John Joseph Louis Lucie Marys Matthew Michael Paul Peter Stephen
    """
)
_THINGS = _words(
    """
    Cedar Pine Maple Walnut Chestnut Willow Cypress Juniper Eagle Elk Bear Beaver Buffalo Wolf
    Turkey Antelope Clear Crystal Sweet Salt Sugar Stony Sandy Rocky White Black Red Blue
    Green Silver Copper Iron Granite Long Round Twin Big Little Cold Hot Sulphur Grand Battle
    Prairie Pleasant Mineral Diamond Rattlesnake Huckleberry Cottonwood
    """
)
_WATERS = _words(
    """
    Creek Springs Lake Falls Rapids Fork River Bluff Grove Valley Hollow Pass
    """
)
_FORMS = _parted(
    """New {}|North {}|South {}|East {}|West {}|Mount {}|Fort {}|Port {}|Lake {}|Camp {}|
    {} Springs|{} City|{} Heights|{} Grove|{} Junction|{} Landing|{} Mills|{} Falls|{} Park|
    {} Beach|{} Corner|{} Center|{} Crossroads|{} Hill|{} Point|{} Harbor|Upper {}|Lower {}|
    {}'s Landing|{}'s Mill|{}'s Crossing|{}'s Ferry|{}-on-the-Lake|Old {}"""
)
_PAIRED = _parted(
    """Fuquay|Varina|Winston|Wilkes|Barre|Dover|Foxcroft|Hastings|Irvington|Croton|Haverstraw|
    Raleigh|Durham|Lisbon|Canton|Salem|Milton|Freewater|Ashland|Minster|Elkton"""
)
_FOREIGN = _parted(
    """Eau Claire|Prairie du Chien|Fond du Lac|Baton Vert|Terre Haute|Belle Fourche|La Crosse|
    La Grange|La Porte|La Harpe|Des Plaines|Des Arc|Du Bois|Bois Blanc|Grosse Pointe|Grand Marais|
    Belle Plaine|Mille Lacs|Petit Jean|Beau Rivage|Eau Gallie|Cape Girard|Portage des Sioux|
    San Marcos|San Angelo|San Benito|Santa Clara|Santa Rosa|Santa Fe Springs|Los Alamos|Los Banos|
    Las Cruces|Las Vegas Nuevas|El Dorado|El Campo|El Cajon|Agua Dulce|Agua Fria|Rio Hondo|
    Rio Bravo|Palo Alto|Palo Pinto|Vera Cruz|Del Norte|Del Rio|Monte Vista|Buena Vista|Casa Grande|
    Ojo Caliente|Loma Linda|Corpus Santo|Sault Claire|Truth or Consequence|King of Prussia Mills|
    Lake in the Woods|Truro|Lake of the Pines|Isle au Haut|Neuville|Versailles|Montpellier|
    Nouvelle Rive|Cádiz|Española|Piñon|La Cañada|Bellefontaine|Marseilles|Havre|Vincennes|
    Orleans|Detour Village|Pointe Coupee|Plaquemine|Carencro"""
)
_NATIVE = _words(
    """
    Ala Cata Chatta Chippe Coha Cusse Kala Kenne Keno Kiski Mani Mene Mino Mis Muske Nanti
    Nisko Oco Okee Ono Osce Otta Owa Paca Pasca Peno Poca Quina Sara Sheboy Tala Tuska Wa Wapa
    Wau Winne Wyo
    """
)
_NATIVE_ENDS = _words(
    """
    hoochee wa bago sett mac quin toga ta hatchie kee mazoo ming nee wah gan honta loosa cook
    sauga wanda qua
    """
)


def split_of(kind: str, name: str) -> Split:
    """The split that a name belongs to; each of dev and test has a tenth of the names."""
    place = seed_of("place", kind, name.casefold()) % 10
    return "dev" if place == 0 else "test" if place == 1 else "train"


@cache
def _counties(split: Split) -> tuple[str, ...]:
    """Names of counties, those of several states as often as there are such counties."""
    ends = " County"
    bare = (name.removesuffix(ends) for name in all_county_names() if name.endswith(ends))
    return tuple(name for name in bare if split_of("county", name) == split)


def county_names(rng: random.Random, split: Split, n: int) -> tuple[str, ...]:
    """Names of so many counties of the United States without the word County, sorted."""
    names = list(_counties(split))
    rng.shuffle(names)
    return tuple(sorted(list(dict.fromkeys(names))[:n]))


def state_name(rng: random.Random) -> str:
    """What a made-up state is called."""
    return rng.choice(STATES)


class TownNames:
    """Gives names of towns that belong to one split, none of them twice."""

    def __init__(self, rng: random.Random, split: Split, taken: Iterable[str] = ()) -> None:
        """Names other than those taken, such as the counties'."""
        self._rng = rng
        self._split = split
        self._used = {folded(name) for name in taken}

    def town(self) -> str:
        """A name: one word or several."""
        while True:
            name = self._any()
            if folded(name) not in self._used and split_of("town", name) == self._split:
                self._used.add(folded(name))
                return name

    def _any(self) -> str:
        """A name of any split."""
        pick, kind = self._rng.choice, self._rng.random()
        if kind < 0.36:
            stem, end = pick(_STEMS), pick(_ENDS)
            return stem + (end[1:] if stem[-1] == end[0] else end)
        if kind < 0.5:
            return pick(_SURNAMES)
        if kind < 0.72:
            return pick(_FORMS).format(pick(_SURNAMES))
        if kind < 0.82:
            return f"{pick(_THINGS)} {pick(_WATERS)}"
        if kind < 0.88:
            return f"{pick(('St.', 'Saint', 'St.'))} {pick(_SAINTS)}"
        if kind < 0.91:
            return "-".join(self._rng.sample(_PAIRED, 2))
        if kind < 0.95:
            return pick(_FOREIGN)
        return pick(_NATIVE) + pick(_NATIVE_ENDS)
