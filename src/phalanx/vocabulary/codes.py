"""The word list: every code of the registry with its meaning. One word per thing, in code, column, page and report."""

from __future__ import annotations

from phalanx.vocabulary.wording import in_words

FORM = {
    "strategic_partnership": "A standing, broad partnership between the parties",
    "cooperation_agreement": "A working agreement on defined fields of cooperation",
    "political_declaration": "A public statement of shared policy, not legally binding",
    "statement_of_intent": "A statement of what the parties mean to agree",
    "procurement_contract": "A purchase, order or joint buy",
    "unspecified": "The source does not say",
}
LEGAL_TYPE = {
    "treaty": "A treaty under international law, usually ratified",
    "agreement": "An intergovernmental agreement",
    "memorandum": "A memorandum of understanding",
    "declaration": "A declaration or joint statement",
    "letter_of_intent": "A letter of intent",
    "contract": "A contract under commercial or public law",
    "arrangement": "A technical or implementing arrangement",
    "unspecified": "The source does not say",
}
LEVEL = {
    "state": "Binds states or their institutions",
    "company": "Binds firms (at least one side signs as a company), not states",
}
SCOPE = {
    "comprehensive": "Defence cooperation across several fields",
    "industry_procurement": "Industry, research and procurement",
    "operational": "Forces, exercises, bases, movement, units",
    "cyber": "Cyber defence",
    "other": "Anything else",
    "unspecified": "The source does not say",
}
STATUS = {
    "in_force": "No end was reported",
    "signed": "Signed; entry into force not confirmed",
    "announced": "Announced or initialled, signature not confirmed",
    "terminated": "Ended",
    "superseded": "Replaced by a later agreement",
    "unspecified": "The source does not say",
}
MUTUAL_DEFENCE = {
    "none": "No such clause known",
    "consultation": "A promise to consult",
    "assistance": "A promise to help if attacked",
}
DOMAIN = {
    "procurement": "Buying equipment together or from one another",
    "industry": "Defence industry",
    "standardisation": "Common standards",
    "research": "Research and technology",
    "exercises": "Exercises",
    "operational_planning": "Operational planning",
    "integrated_units": "Integrated or binational units",
    "military_mobility": "Movement of forces across borders",
    "logistics": "Logistics and host-nation support",
    "cyber": "Cyber defence",
    "hybrid": "Hybrid threats",
    "intelligence": "Intelligence and classified information",
    "air_defence": "Air and missile defence",
    "maritime": "Maritime",
    "land": "Land",
    "air": "Air",
    "space": "Space",
    "drones": "Drones and counter-drone",
    "ammunition": "Ammunition",
    "missiles": "Missiles",
    "training": "Training and education",
    "infrastructure": "Infrastructure",
    "energy": "Energy",
    "arctic": "Arctic and High North",
    "nuclear": "Nuclear",
    "medical": "Medical",
    "financing": "Financing",
    "personnel": "Personnel, status of forces",
}
GRADE = {
    "A": "Official or primary",
    "B": "Established press, agency, parliament or think tank",
    "C": "Other press",
    "D": "Mirror, blog or aggregator",
    "E": "State-controlled or known unreliable; never speaks alone",
}
CONFIDENCE = {
    "verified": "Seen in the source",
    "partial": "Something was inferred; the note says what",
}
YES_NO = {"yes": "Yes", "no": "No"}
PARTIES_KIND = {
    "bilateral": "Exactly two parties",
    "plurilateral": "Three parties or more",
    "all": "Any number of parties",
}
MEMBERSHIP = {"all": "Every party is in the set", "any": "At least one party is in the set"}
CORRIDOR = {
    "ATL": "Atlantic",
    "BAA": "Baltic Sea - Adriatic Sea",
    "BBA": "Baltic Sea - Black Sea - Aegean Sea",
    "MED": "Mediterranean",
    "NRM": "North Sea - Rhine - Mediterranean",
    "NSB": "North Sea - Baltic",
    "RD": "Rhine - Danube",
    "SCM": "Scandinavian - Mediterranean",
    "WBEM": "Western Balkans - Eastern Mediterranean",
}
"""The European transport corridors of the TEN-T network."""

LABELS = {
    "strategic_partnership": "strategic partnership",
    "cooperation_agreement": "cooperation agreement",
    "political_declaration": "political declaration",
    "statement_of_intent": "statement of intent",
    "procurement_contract": "procurement contract",
    "letter_of_intent": "letter of intent",
    "industry_procurement": "industry and procurement",
    "in_force": "in force",
}


def label(code: str) -> str:
    """A code as a reader's words: `letter_of_intent` reads "letter of intent"."""
    return LABELS.get(code, in_words(code))
