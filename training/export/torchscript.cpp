// SPDX-License-Identifier: MIT
// A C++ network as a TorchScript module that any LibTorch can load without our code.
#include "export/torchscript.h"

#include <cmath>
#include <memory>
#include <string>

#include <torch/csrc/jit/frontend/tracer.h>

namespace deepocr::training {
namespace {

/// The same tree of parameters and buffers; the tensors are shared, which is how the tracer
/// recognises them.
torch::jit::Module mirror(const torch::nn::Module& module,
                          const std::shared_ptr<torch::jit::CompilationUnit>& unit) {
  // The name of the type; a mangled one follows where it is taken.
  torch::jit::Module copy(c10::QualifiedName("deepocr.Layer"), unit, /*shouldMangle=*/true);
  // Without it, torch::jit::freeze() would not know that the module is in evaluation mode.
  copy.register_attribute("training", c10::BoolType::get(), false);
  for (const auto& item : module.named_parameters(/*recurse=*/false)) {
    copy.register_parameter(item.key(), item.value(), /*is_buffer=*/false);
  }
  for (const auto& item : module.named_buffers(/*recurse=*/false)) {
    copy.register_buffer(item.key(), item.value());
  }
  for (const auto& item : module.named_children()) {
    copy.register_module(item.key(), mirror(*item.value(), unit));
  }
  return copy;
}

torch::Tensor example_images(std::int64_t batch, InputSize size) {
  const auto count = batch * size.height * size.width;
  const auto waves = torch::sin(torch::arange(count, torch::kFloat32) * 0.37) * 0.5 + 0.5;
  return waves.view({batch, 1, size.height, size.width});
}

}  // namespace

torch::jit::Module to_torchscript(Network& network) {
  torch::NoGradGuard no_grad;
  for (auto& parameter : network.parameters()) parameter.set_requires_grad(false);
  auto unit = std::make_shared<torch::jit::CompilationUnit>();
  auto script = mirror(network, unit);
  const auto forward = [&network](torch::jit::Stack inputs) -> torch::jit::Stack {
    return {network.forward(inputs.at(0).toTensor())};
  };
  const auto no_name = [](const torch::Tensor&) { return std::string(); };
  // A batch of 2: with 1, broadcasting could hide that the trace fixed the batch size.
  const auto traced =
      torch::jit::tracer::trace({example_images(2, network.input_size())}, forward, no_name,
                                /*strict=*/true, /*force_outplace=*/false, &script, {"images"});
  auto* method = unit->create_function(c10::QualifiedName(*script.type()->name(), "forward"),
                                       traced.first->graph);
  script.type()->addMethod(method);
  return script;
}

double largest_difference(Network& network, torch::jit::Module& script) {
  torch::NoGradGuard no_grad;
  double largest = 0.0;
  for (const std::int64_t batch : {1, 3, 8}) {
    if (std::isnan(largest)) break;
    const auto images = example_images(batch, network.input_size());
    const auto difference = network.forward(images) - script.forward({images}).toTensor();
    const auto most = difference.abs().max().item<double>();
    if (!(most <= largest)) largest = most;  // also when it is not a number
  }
  return largest;
}

}  // namespace deepocr::training
