"""How French writes amounts: France, Belgium, Switzerland, Quebec, Africa."""

from __future__ import annotations

import re

from pipeline.extract.money.currencies import lexicon
from pipeline.extract.money.grammar import FOLLOWER, LETTERS, NUMBER_START, SPACES, Grammar
from pipeline.extract.money.joining import Joints
from pipeline.extract.money.neighbours import BareRules
from pipeline.extract.money.numerals import FRENCH
from pipeline.extract.money.qualifying import Qualifiers, phrases
from pipeline.extract.money.tries import words_found

_NUMBER = re.compile(
    rf"({NUMBER_START}(?:[0-9]{{0,2}}(?:([{SPACES}.'’])[0-9]{{3}}(?:\2[0-9]{{3}})*(?:,[0-9]+)?|(?:,[0-9]{{3}})+\.[0-9]{{1,2}}"
    rf"|(?:,[0-9]{{3}}){{2,}})(?![0-9])"
    rf"|[0-9]*(?:[,.·][0-9]+)?))([½¼¾])?{FOLLOWER}"
)

_SCALES = {
    "millier": 3,
    "milliers": 3,
    "mille": 3,
    "million": 6,
    "millions": 6,
    "milliard": 9,
    "milliards": 9,
    "billion": 12,
    "billions": 12,
    "billiard": 15,
    "billiards": 15,
    "trillion": 18,
    "trillions": 18,
    "crore": 7,
    "crores": 7,
    "lakh": 5,
    "lakhs": 5,
    "mlrd": 9,
    "mld": 9,
    "millones": 6,
    "milhões": 6,
    "bilhões": 9,
    "miliardi": 9,
    "k": 3,
    "K": 3,
    "m": 6,
    "M": 6,
    "mn": 6,
    "Mn": 6,
    "mln": 6,
    "mlns": 6,
    "Mln": 6,
    "mio": 6,
    "Mio": 6,
    "mios": 6,
    "md": 9,
    "mds": 9,
    "Md": 9,
    "Mds": 9,
    "MD": 9,
    "MDS": 9,
    "Mrd": 9,
    "Mrds": 9,
    "mrd": 9,
    "mrds": 9,
    "mia": 9,
    "Mia": 9,
    "G": 9,
    "bn": 9,
    "Bn": 9,
}

GRAMMAR = Grammar(
    number=_NUMBER,
    scales=_SCALES,
    clear_scales=frozenset({"million", "millions", "milliard", "milliards", "mds", "md", "mrd", "mrds"}),
    link=re.compile(rf"[{SPACES}]?(?:[Dd][Ee][{SPACES}]|[Dd]['’][{SPACES}]?|[Ee][Nn][{SPACES}])|[{SPACES}-]"),
    more_scale=re.compile(
        rf"[{SPACES}](?:(?:de )?(milliers?|millions?|milliards?)|et demie?)(?![{LETTERS}])", re.IGNORECASE
    ),
    lexicon=lexicon("fr"),
    numerals=FRENCH,
    scale_stems=("illi",),
    scale_word=re.compile(rf"(?:million|milliard|billion|millier)s?(?![{LETTERS}])", re.IGNORECASE),
    currency_stems=(
        "euro",
        "dollar",
        "franc",
        "yen",
        "yuan",
        "dirham",
        "livre",
        "couronne",
        "rand",
        "roupie",
    ),
    links=frozenset({"de", "d", "DE", "D"}),
    one=re.compile(rf"(?:^|[^{LETTERS}])(le|du|au)[{SPACES}]$", re.IGNORECASE),
    decimal_comma=True,
)

JOINTS = Joints(
    words={
        "à": "to",
        "a": "to",
        "-": "dash",
        "–": "dash",
        "‑": "dash",
        "−": "dash",
        "et": "and",
        "des": "and",
        "sur les": "and",
        "ou": "or",
        "voire": "or",
        "puis": "and",
        "ou à": "or",
        ",": "comma",
        ", puis": "comma",
        "/": "slash",
    },
    between=re.compile(r"\b(entre) (?:les )?$", re.IGNORECASE),
    opener=re.compile(r"(?:^|[\s(«])((?:de|du|allant de) )$", re.IGNORECASE),
    change=re.compile(
        r"\b(?:(?:pass|port|mont|augment|relev)(?:e|é|ée|er|ait|era|ent|és|ées)|relèv\w+|ram[eè]n\w+|abaiss\w+|rehauss\w+|"
        r"grimp\w+|bondi\w*|recul\w*|chut\w+|tomb\w+|baiss\w*|hausse|progress\w+|rédui\w+|révis\w+|revue?s?|évolu\w+|"
        r"gliss\w+|diminu\w+|doubl\w+|tripl\w+|creus\w+|gonfl\w+|élargi\w*)\b[^.;\n]{0,40}$",
        re.IGNORECASE,
    ),
    moved=re.compile(r"(?!)"),
    date=re.compile(
        r"(?:\b(?:en|depuis|articles?|page|janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|"
        r"décembre|exercice|de l'an|dès|fin|début|mi) |/)$",
        re.IGNORECASE,
    ),
)

_BEFORE = phrases(
    approx=(
        "environ;près de;près d';quelque;quelques;autour de;autour d';autour des;aux alentours de;"
        "aux alentours d';alentour de;de l'ordre de;de l'ordre d';approximativement;à peu près;presque;à peine;"
        "pratiquement;quasiment;quasi;proche de;proches de;avoisinant;avoisinant les;avoisine;avoisine les;frôle;"
        "frôle les;frôlant;frôlant les;approchant;approchant les;grosso modo;peu ou prou;dans les;~;≈;env.;vers;"
        "plus ou moins;flirte avec;"
        "flirte avec les;voisin de;voisine de;tourne autour de;"
        "la bagatelle de"
    ),
    more_than=(
        "plus de;plus d';un peu plus de;un peu plus d';légèrement plus de;largement plus de;bien plus de;au-delà de;"
        "au-delà d';au delà de;supérieur à;supérieure à;supérieurs à;supérieures à;dépassant;dépassant les;dépasse;"
        "dépasse les;dépassent;dépassent les;dépassera;dépassera les;dépasserait;dépasserait les;dépasser;dépasser les;"
        "excédant;excède;excédait;plus que;>;dépassé;dépassé les;dépassait;"
        "dépassait les;dépasserait largement les;franchi les;franchir les;franchit les;"
        "beaucoup plus de;nettement plus de;nettement au-dessus de;au-dessus de;au-dessus des"
    ),
    less_than=(
        "moins de;moins d';un peu moins de;un peu moins d';légèrement moins de;inférieur à;inférieure à;inférieurs à;"
        "inférieures à;<;en dessous de;au-dessous de;en deçà de;sous les;"
        "bien moins de;en-dessous de;sous la barre des;sous la barre de"
    ),
    at_least=(
        "au moins;au minimum;minimum;pas moins de;pas moins d';au bas mot;à partir de;"
        "un minimum de;un plancher de;au minimum de;rien de moins que;ni plus ni moins que;≥;a minima;dès"
    ),
    up_to=(
        "jusqu'à;jusqu'à hauteur de;à hauteur maximale de;au maximum;maximum;au plus;tout au plus;pas plus de;"
        "pas plus d';un maximum de;plafonné à;plafonnée à;plafonnés à;plafonnées à;un plafond de;dans la limite de;"
        "à concurrence de;au maximum de;maximal de;maximale de;maximum de;jusqu'à environ;≤;"
        "jusqu'à un maximum de;jusqu'à quelque;n'excédant pas;ne dépassant pas;ne dépassera pas;limité à;limitée à"
    ),
)

QUALIFIERS = Qualifiers(
    before=_BEFORE,
    after=re.compile(
        r"[ \u00a0](?:(?P<approx>environ|à peu près|peu ou prou)|(?P<at_least>au (?:moins|minimum|bas mot)|minimum|"
        r"ou plus|et plus)|(?P<up_to>au (?:maximum|plus)|maximum|tout au plus|maxi))"
        r"(?![\w-]| (?:tôt|tard|haut|fort|bas|vite))"
        r"|(?P<more_than>\+)(?![\w])",
        re.IGNORECASE,
    ),
    outside=None,
    spared=re.compile(r"(?:\bfois|\ble double|\bni|\bn'est|un an)\s+$", re.IGNORECASE),
)

BARE = BareRules(
    noun=re.compile(rf"[{SPACES}](?:de |d['’])(?!plus\b|moins\b|mieux\b|l['’]|la |[0-9])([{LETTERS}]+)", re.IGNORECASE),
    money_nouns=re.compile(
        r"(?:dettes?|loyers?|pertes?|bénéfices?|profits?|revenus?|recettes?|chiffre|investissements?|liquidités|capital|"
        r"capitaux|fonds|trésorerie|cash|créances?|économies|synergies|subventions?|aides?|prêts?|crédits?|dividendes?|"
        r"impôts?|amendes?|ebitda|résultat|marge|excédent|déficit|primes?|commissions?|honoraires|dépenses|budget|coûts?|"
        r"frais|actifs|encours|collecte|financements?|valorisation|capitalisation|CA|provisions?|dépréciations?|"
        r"plus-values?|redevances|royalties|rente|dotation|garanties?|apports?|engagements|travaux|salaires|patrimoine|"
        r"obligations|emprunts?|levée|augmentation|cautions?|indemnités|dommages|rachats?|cessions?|charges|rançon|"
        r"surcoûts?|manque|dons|taxes|passif|hausse|baisse|mise|promesses)\b",
        re.IGNORECASE,
    ),
    money_cues=words_found(
        "lève;lèvent;lever;levé;levée;levés;levées;levait;leva;valoris;dett;endett;chiffre d;bénéfi;budget;coût;cout;"
        "prix;invest;amende;financ;capital;racha;rachet;acqui;cession;céder;cédé;cède;tour de table;montant;somme;"
        "injec;emprunt;prêt;fonds;perte;profit;revenu;recette;loyer;rapporte;rapporter;rapportait;rapportent;pay;verser;"
        "versé;versement;dépens;factur;économi;fortune;offre;offr;souscri;apport;valeur;valai;vaut;valoir;estim;trésorerie;"
        "subvention;doté;dotation;ticket;enveloppe;contrat;carnet;marge;résultat;ebitda;excédent;déficit;actif;salaire;"
        "rémun;indemn;redevance;dividende;milliardaire;chèque;s'offr;débours;empoch;récolt;engrang;collect"
    ),
    other_cues=words_found(
        "abonn;client;utilisat;habitant;passager;voyageur;visiteur;véhicule;voiture;exemplaire;foyer;tonne;baril;unités;"
        "personnes;salarié;spectateur;électeur;téléchargement;logement;hectare;mètre;joueur;membre;touriste;patient;"
        "malade;vues;population;lecteur;auditeur;camions;bouteilles;smartphones;cartes;votes;voix;emplois"
    ),
    link=None,
)
