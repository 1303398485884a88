"""Holds a value against a JSON Schema: those parts of the language that the project's schemas use."""

import re

TYPES = {"object": dict, "array": list, "string": str, "boolean": bool, "null": type(None)}
KNOWN = {
    "$defs",
    "$ref",
    "$schema",
    "additionalProperties",
    "anyOf",
    "const",
    "description",
    "items",
    "minItems",
    "pattern",
    "properties",
    "required",
    "title",
    "type",
}


def problems(value, schema, root=None, place="$"):
    """What does not fit, one text each; empty for a valid value."""
    root = schema if root is None else root
    assert set(schema) <= KNOWN, f"this validator does not know {set(schema) - KNOWN}"
    if "$ref" in schema:
        schema = root["$defs"][schema["$ref"].rpartition("/")[2]]
    found = []
    if "anyOf" in schema:
        ways = [problems(value, way, root, place) for way in schema["anyOf"]]
        found += min(ways, key=len) if all(ways) else []
    if "type" in schema:
        types = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
        if not any(isinstance(value, TYPES[each]) for each in types):
            return found + [f"{place} is {type(value).__name__}, not {' or '.join(types)}"]
    if "const" in schema and value != schema["const"]:
        found.append(f"{place} is {value!r}, not {schema['const']!r}")
    if isinstance(value, str) and not re.search(schema.get("pattern", ""), value):
        found.append(f"{place} is {value!r}, not like {schema['pattern']}")
    if isinstance(value, dict):
        properties, others = schema.get("properties", {}), schema.get("additionalProperties", {})
        found += [f"{place} has no {name}" for name in schema.get("required", []) if name not in value]
        for name, item in value.items():
            if name not in properties and others is False:
                found.append(f"{place} has {name}, which is not known")
            else:
                found += problems(item, properties.get(name, others), root, f"{place}.{name}")
    if isinstance(value, list):
        if len(value) < schema.get("minItems", 0):
            found.append(f"{place} has {len(value)} items")
        for index, item in enumerate(value):
            found += problems(item, schema.get("items", {}), root, f"{place}[{index}]")
    return found
