"""What is promised: an OpenAPI document and its meaning, read into frozen values.

The ground of the kit. It knows no server, no client, no database and no test library.
"""

from contracts.creation import Creation, Setting, Step, Timeline
from contracts.description import describe
from contracts.document import read_document
from contracts.errors import ContractError, ContractKitError, FileError, IdentitiesError, Misspelt, PolicyError
from contracts.expressions import ExpressionError
from contracts.filters import (
    MAXIMUM_COMPARISONS,
    MAXIMUM_LENGTH,
    MAXIMUM_LEVELS,
    And,
    Comparison,
    Filter,
    Membership,
    Not,
    Operator,
    Or,
    Truth,
    holds,
    parse_filter,
    print_filter,
)
from contracts.identities import EVERY_ROLE, Identities, Identity, load_identities
from contracts.loading import BUNDLED, Bundled, load_contract
from contracts.model import (
    SAFE_METHODS,
    Body,
    Contract,
    Grade,
    Header,
    Location,
    Operation,
    Parameter,
    Reply,
    Schema,
    is_json,
)
from contracts.names import parse_names
from contracts.ordering import MAXIMUM_KEYS, Key, NullOrder, Order, compare, order_key, parse_order, print_order
from contracts.pointers import pointer, tokens
from contracts.policy import EVERYTHING, PRECEDENCE, RULES, Policy, Rule
from contracts.reading_policy import load_policy
from contracts.references import properties, resolve
from contracts.routes import Match, match
from contracts.semantics import (
    Access,
    Behaviour,
    Code,
    Envelope,
    ErrorRegistry,
    Listing,
    Relation,
    Resource,
    Semantics,
    Signing,
    Visibility,
    Within,
)
from contracts.spelling import read_text
from contracts.validation import Validator, Violation, grade_of, validator
from contracts.values import Field, Fields, FieldType, UnreadableValue, read_cell, read_value

__all__ = [
    "Access",
    "And",
    "BUNDLED",
    "Behaviour",
    "Body",
    "Bundled",
    "Code",
    "Comparison",
    "Contract",
    "ContractError",
    "ContractKitError",
    "Creation",
    "EVERYTHING",
    "EVERY_ROLE",
    "Envelope",
    "ErrorRegistry",
    "ExpressionError",
    "Field",
    "FieldType",
    "Fields",
    "FileError",
    "Filter",
    "Grade",
    "Header",
    "Identities",
    "IdentitiesError",
    "Identity",
    "Key",
    "Listing",
    "Location",
    "MAXIMUM_COMPARISONS",
    "MAXIMUM_KEYS",
    "MAXIMUM_LENGTH",
    "MAXIMUM_LEVELS",
    "Match",
    "Membership",
    "Misspelt",
    "Not",
    "NullOrder",
    "Operation",
    "Operator",
    "Or",
    "Order",
    "PRECEDENCE",
    "Parameter",
    "Policy",
    "PolicyError",
    "RULES",
    "Relation",
    "Reply",
    "Resource",
    "Rule",
    "SAFE_METHODS",
    "Schema",
    "Semantics",
    "Setting",
    "Signing",
    "Step",
    "Timeline",
    "Truth",
    "UnreadableValue",
    "Validator",
    "Violation",
    "Visibility",
    "Within",
    "compare",
    "describe",
    "grade_of",
    "holds",
    "is_json",
    "load_contract",
    "load_identities",
    "load_policy",
    "match",
    "order_key",
    "parse_filter",
    "parse_names",
    "parse_order",
    "pointer",
    "print_filter",
    "print_order",
    "properties",
    "read_cell",
    "read_document",
    "read_text",
    "read_value",
    "resolve",
    "tokens",
    "validator",
]
