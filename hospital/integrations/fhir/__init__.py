"""FHIR R4 (4.0.1): the shapes of its resources and how they become ours. Nobody else knows them."""
