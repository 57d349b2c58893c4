"""The words by which :mod:`~pipeline.extract.money.about` tells what an amount is about.

Beginnings of words in lower case; a trailing space stands for the end of the word. Japanese cues match anywhere.
A number behind a kind is a weight in characters: how much farther off (or, if negative, nearer) a cue counts as.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Literal

from pipeline.extract.money.tries import WORD_START, alternation
from pipeline.records import Lang

Kind = Literal["deal", "valuation", "other", "values", "worth", "part", "each"]
"""``values`` is a valuation of the amount behind it only; ``worth`` too, settled by what is worth it; ``part`` goes
with the amount before; ``each`` belongs to a price of one piece and says nothing of other amounts."""


@dataclass(frozen=True, slots=True)
class Cue:
    """One word and what it says; ``weight`` in characters of distance."""

    kind: Kind
    weight: int


_FRENCH: tuple[tuple[Kind, int, str], ...] = (
    (
        "deal",
        15,
        "levant ;rachat;rachet;rachèt;acqui;acquér;acquièr;opa ;offre publique;offre ;offres ;surench;surenché;"
        "mettre la main;met la main;mis la main;s'offr;s’offr;prise de contrôle;cession;cède ;céder;cédé;"
        "cédait;lève ;lever ;levé ;lèvent;levait;levée;tour de table;augmentation de capital;injec;injecte;"
        "souscri;contrat;transaction;prix d'entrée;prix d’entrée;prix d'achat;prix d’achat;prix de vente;"
        "prix d'acquisition;prix de cession;émission;obligat;introduction en bourse;rachat d'actions;"
        "rachat d’actions;prêt ;prêts ;emprunt;paiement initial;mise de fonds;prise de participation;ticket ;"
        "tours de table;amorçage;série a;série b;série c;série d;contrepartie;numéraire",
    ),
    (
        "deal",
        0,
        "opération;accord ;investi;invest;financement;financer;finance ;apport;commande ;commandes ;décroch;"
        "remport;attribu;montant;coentreprise;fusion;tranche;projet;campus;licence;propos;débours;payer;"
        "paie ;paye ;payé;versera;verser ;verse ;versé;chèque;enveloppe;plan ;consacr;vend ;vendre;vendu;"
        "vente ;reprise;reprend;repris;appel d'offres;chiffré;consorti;facilité;crédit;ligne de crédit;"
        "mandat;deal ;conclu;mobilis;milestone;étapes;redevances;usine;construire;construction;chantier;"
        "programme;misé ;mise sur;le tout;au total;dette comprise;dettes comprises;dette incluse;"
        "dette inclue;y compris la dette;hors dette;dettes incluses;endettement compris",
    ),
    (
        "other",
        20,
        "chiffre d'affaires;chiffre d’affaires;chiffres d'affaires;revenu;recette;bénéfic;profit;perte;"
        "perdu ;résultat;ebitda;ebit ;marge;ventes ;dette;endett;passif;capitalis;capital d;capital s;"
        "capital de ;fonds propres;capitaux propres;pèse en bourse;cours ;dividende;coupon;amende;sanction;"
        "astreinte;pénalit;condamn;indemni;ca ;loyer;subvention;aide ;aides ;synergi;économies;salaire;"
        "rémunér;actifs sous gestion;sous gestion;encours;trésorerie;liquidités;provision;dépréci;impôt;taxe;"
        "déficit;excédent;fraude;détourn;préjudice;objectif;patrimoine;fortune;exportation;importation;pib ;"
        "cash-flow;flux de trésorerie;carnet de commandes;charges ;saisi;gelé;surcoût;coûts ;commissions;"
        "honoraires;prime ;primes;valeur nominale;ardoise;rentab;free cash;cagnotte;s'échange;s’échange;"
        "gère ;gèrent ;gérait ;"
        "inflig;réclam;clôtur;cotait;cotation;cote ;relève son objectif;volume d'affaires;part de marché",
    ),
    (
        "other",
        0,
        "coût ;coûté;budget;frais ;action ;actions ;titre ;titres ;bourse ;marché ;marchés ;par an;annuel;"
        "trimestr;semestr;exercice;progress;recul;hausse;baisse;totalis;cumul;récolt;collect;depuis le début;"
        "seuil;rapporte;génér;dépens;prévoit un;prévision;attend;analyste;dépôt;garantie;réserves",
    ),
    (
        "valuation",
        25,
        "valorisation;valeur d'entreprise;valeur d’entreprise",
    ),
    ("valuation", 0, "licorne"),
    ("values", 25, "valoris;survaloris"),
    ("each", 0, "par action;par titre;l'action;l’action;le titre;par part"),
    (
        "worth",
        10,
        "évalué;évaluée;évalue;valorisé;valorisée;estimé;estimée;estimation;valeur ;vaut ;valait ;valoir;"
        "valent;valeur de",
    ),
    (
        "part",
        5,
        "dont ;y compris;parmi lesquels;inclu",
    ),
)

_ENGLISH: tuple[tuple[Kind, int, str], ...] = (
    (
        "deal",
        15,
        "acqui;buy ;buys ;buying;bought;buyout;purchas;takeover;take over;took over;taking over;takes over;"
        "bid ;bids ;bidding;offer ;offers;offered;tender;merger;raise ;raised;raises;raising;round ;"
        "funding round;pre-seed;seed ;series a;series b;series c;series d;series e;inject;infus;contract;"
        "buyback;buy back;repurchas;ipo ;initial public offering;joint venture;capital increase;upfront;"
        "consideration;divest;credit facilit;equity value;purchase price;sale price;proposal;sell its;"
        "sells its;sold its;selling its;secured ;secures;rights issue;private placement;led by;take private;"
        "bond sale;bond issue;senior notes;term loan;convertible;price tag",
    ),
    (
        "deal",
        0,
        "deal ;deals ;transaction;agree;pay ;pays ;paid ;paying;price ;priced;sell ;selling;sells ;sold ;"
        "sale ;dispos;fund ;funding;financ;invest;stake;order ;orders ;award;win ;wins ;won a;won the;won an;"
        "won order;won contract;loan;lend;borrow;bond;notes ;facility;issu;spend;spent;commit;project;plan ;"
        "plans ;licens;milestone;put ;receive;accept;approach;cash and stock;hand over;settles for;backed;"
        "backing;venture;capital injection;build;construct;facilities;allocat;contribut;for ;including debt;"
        "excluding debt;including assumed debt;including net debt;including the assumption;debt and equity;"
        "lift ;swap;rescue;bailout",
    ),
    (
        "other",
        20,
        "revenue;sales ;turnover;profit;earning;earned;net income;income;loss;ebitda;debt;liabilit;"
        "market cap;market value;market valu;capitalis;capitaliz;dividend;fine ;fined;fines ;penalt;lawsuit;"
        "damages;price target;target price;sales target;forecast;guidance;synerg;saving;cost ;costs ;assets;"
        "under management;aum ;cash pile;cash flow;lost ;owe ;owes ;subsid;grant;tax ;taxes ;gdp;deficit;"
        "budget;break fee;termination fee;break-up fee;reverse termination;fee ;fees ;salar;bonus;"
        "compensation;net worth;wealth;backlog;export;import;rent ;impairment;writedown;write-down;charge;"
        "provision ;provisions ;premium;closed at;traded;trading at;face value;shares closed;shares fell;"
        "shares rose;stock closed;consensus;margin;gross merchandise;arr ;gmv;run rate;recurring;output;"
        "manages ;managing ;market for;market size;"
        "royalt;fraud;bribe;restitution;settlement;settle ;alimony;cost-cutting;economy;remittance;"
        "balance sheet;cash on hand;reserves;nominal",
    ),
    (
        "other",
        0,
        "share ;shares ;stock ;market ;annual;a year;per year;quarter;year-ago;expect;analyst;so far;overall;"
        "total ;growth;grew;rose ;fell ;expens;insur;overhead;estimate;hit ;closed ;dropped;jumped;last year;"
        "per cent",
    ),
    (
        "valuation",
        25,
        "valuation;pre-money;post-money;enterprise value;unicorn",
    ),
    ("values", 25, "valuing;values ;value the ;valued the "),
    ("each", 0, "a share;per share;each share;shares at ;a piece;apiece;per common share;per ordinary share"),
    (
        "worth",
        10,
        "valued;worth ;value ;estimat;priced at",
    ),
    (
        "part",
        5,
        "including;of which;includes;comprising",
    ),
)

_JAPANESE: tuple[tuple[Kind, int, str], ...] = (
    (
        "deal",
        12,
        "買収;取得額;取得価額;取得価格;出資;投資額;投じ;調達;増資;融資;受注;発注;契約;落札;売却;譲渡;"
        "売り渡;買い付け;買付;TOB;tob;ＴＯＢ;MBO;買い取;買い戻し;自社株買い;自己株式;自己株;社債;"
        "発行;借り入れ;拠出;払い込;払込;引き受け;引受;買収額;出資額;調達額;総額;買い物;取引;注入;投入;"
        "買い取り;ライセンス料;一時金;支払;合併;子会社化;提示;買収提案;契約金;案件;ファイナンス;資金集め;"
        "公募;株式取得;株式を取得;設備投資;事業費;購入;買う;買い入れ;提供する;貸し出;シンジケート;起債;"
        "協調融資;追加出資",
    ),
    (
        "deal",
        -5,
        "取得;シリーズ;負債を含;負債込み;債務を含;提案;計画;投資;供給;提携;売る;売り;ラウンド;建設;拡張;確保;引き出;調印;総事業;"
        "プロジェクト;合計;金額は",
    ),
    (
        "other",
        15,
        "売上高;売上;売り上げ;営業利益;純利益;経常利益;最終利益;利益;赤字;黒字;損失;減損;損益;負債;債務;"
        "純資産;総資産;資本金;配当;時価総額;終値;株価;前日比;高値;安値;年商;営業収益;市場規模;罰金;"
        "課徴金;制裁金;賠償;補助;助成;経済効果;波及;コスト;削減;人件費;年収;年俸;追徴;歳出;国債費;給与;"
        "報酬;予算;税;キャッシュフロー;現預金;手元資金;受注残;利息;手数料;違約金;賃料;家賃;シナジー;"
        "相乗効果;業績;決算;収入;支出;株主還元;残高;運用資産;貿易;GDP;国の支援;支援;和解金;債権;圧縮;"
        "EBITDA;取扱高;流通総額;被害;横領;脱税;積立;引当;特別損失;評価損;為替差;含み益;資産;増益;"
        "減益;年間;経済損失;寄付",
    ),
    (
        "other",
        -5,
        "目標;予想;円高;円安;円増;円減;円上昇;円下落;市場;各社債の金額;前期;前年;通期;従来;単価;料金;給料",
    ),
    (
        "valuation",
        20,
        "企業価値;評価額;株式価値;事業価値;時価評価;バリュエーション;ユニコーン",
    ),
    (
        "worth",
        5,
        "評価;相当",
    ),
    (
        "part",
        4,
        "うち;内訳は;含む",
    ),
)

_TABLES: dict[Lang, tuple[tuple[Kind, int, str], ...]] = {"fr": _FRENCH, "en": _ENGLISH, "ja": _JAPANESE}

SENTENCE, CLAUSE, FIGURE = 150, 22, 18
"""Barriers in characters: the end of a sentence, a comma or bracket, a number."""


@cache
def cue_table(lang: Lang) -> dict[str, Cue]:
    """Cue as matched -> what it says; the first mention of a cue holds."""
    table: dict[str, Cue] = {}
    for kind, weight, listed in _TABLES[lang]:
        for cue in listed.split(";"):
            table.setdefault(cue.rstrip(), Cue(kind, weight))
    return table


@cache
def cue_pattern(lang: Lang) -> re.Pattern[str]:
    """What finds cues, as group 1, in lower-case text that begins with a line break."""
    cues = alternation(cue for _, _, listed in _TABLES[lang] for cue in listed.split(";"))
    return re.compile(f"({cues})" if lang == "ja" else f"{WORD_START}({cues})")


@cache
def barrier_pattern(lang: Lang) -> re.Pattern[str]:
    """What finds barriers: figures whole, marks alone, stops only before a space. :data:`HEIGHTS` tells their heights.

    The first character is one of a set, so that the engine can skip to it.
    """
    if lang == "ja":
        return re.compile(
            r"[。；\n、　（）()「」0-9０-９](?:(?<=[0-9０-９])[0-9０-９,.，．万億兆]*|(?<=[。；\n、　（）()「」]))"
        )
    return re.compile(r"[\n;.!?,:()0-9](?:(?<=[0-9])[0-9.,]*|(?<=[\n;,:()])|(?<=[.!?])(?=[ \n\u00a0]))")


HEIGHTS: dict[str, int] = (
    dict.fromkeys("\n;.!?。；", SENTENCE)
    | dict.fromkeys(",:()、　（）「」", CLAUSE)
    | dict.fromkeys("0123456789０１２３４５６７８９", FIGURE)
)
"""Height of a barrier by its first character."""
