/// A model library as data, from which any dialect can write it. `ModelLibrary.typed` returns it.
package struct TypedLibrary: Hashable, Sendable {
  /// The model cards, those of subcircuits included: these are renamed to `MODEL_SUBCIRCUIT`.
  package var models: [ModelCard] = []
  /// In the order in which they are defined.
  package var subcircuits: [SubcircuitDefinition] = []

  package init(models: [ModelCard] = [], subcircuits: [SubcircuitDefinition] = []) {
    self.models = models
    self.subcircuits = subcircuits
  }
}
