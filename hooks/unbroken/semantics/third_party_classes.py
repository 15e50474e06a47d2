"""The public members of classes of other libraries that many packages inherit from.

Their names are documented by the libraries (PyTorch: `torch.nn.Module`, `torch.optim.Optimizer`,
`torch.utils.data`, `torch.autograd.Function`; pydantic, versions 1 and 2; msgspec). Only names
without underscores are listed. What is not in a table here is unknown: nothing is imported to look
it up.
"""

from __future__ import annotations

_MODULE = """
    add_module apply bfloat16 buffers call_super_init children compile cpu cuda double dump_patches
    eval extra_repr float get_buffer get_extra_state get_parameter get_submodule half ipu
    load_state_dict modules mtia named_buffers named_children named_modules named_parameters
    parameters register_backward_hook register_buffer register_forward_hook
    register_forward_pre_hook register_full_backward_hook register_full_backward_pre_hook
    register_load_state_dict_post_hook register_load_state_dict_pre_hook register_module
    register_parameter register_state_dict_post_hook register_state_dict_pre_hook requires_grad_
    set_extra_state set_submodule share_memory state_dict to to_empty train training type xpu
    zero_grad
"""
_OPTIMIZER = """
    add_param_group defaults load_state_dict param_groups profile_hook_step
    register_load_state_dict_post_hook register_load_state_dict_pre_hook
    register_state_dict_post_hook register_state_dict_pre_hook register_step_post_hook
    register_step_pre_hook state state_dict step zero_grad
"""
_FUNCTION = """
    apply backward clear_saved_tensors dirty_tensors forward generate_vmap_rule jvp mark_dirty
    mark_non_differentiable mark_shared_storage materialize_grads maybe_clear_saved_tensors
    metadata name needs_input_grad next_functions non_differentiable register_hook
    register_prehook save_for_backward save_for_forward saved_for_forward saved_tensors
    saved_variables set_materialize_grads setup_context to_save vjp vmap
"""
_MODEL = """
    Config construct copy dict fields from_orm json model_computed_fields model_config
    model_construct model_copy model_dump model_dump_json model_extra model_fields
    model_fields_set model_json_schema model_parametrized_name model_post_init model_rebuild
    model_validate model_validate_json model_validate_strings parse_file parse_obj parse_raw
    schema schema_json update_forward_refs validate
"""
_SETTINGS = "customise_sources settings_customise_sources"

# `torch.nn.Module.forward` only raises NotImplementedError: it is for subclasses to define.
MEMBERS: dict[str, frozenset[str]] = {
    "torch.nn.Module": frozenset(_MODULE.split()),
    "torch.nn.modules.Module": frozenset(_MODULE.split()),
    "torch.nn.modules.module.Module": frozenset(_MODULE.split()),
    "torch.optim.Optimizer": frozenset(_OPTIMIZER.split()),
    "torch.optim.optimizer.Optimizer": frozenset(_OPTIMIZER.split()),
    "torch.autograd.Function": frozenset(_FUNCTION.split()),
    "torch.autograd.function.Function": frozenset(_FUNCTION.split()),
    "torch.utils.data.Dataset": frozenset(),
    "torch.utils.data.IterableDataset": frozenset(),
    "msgspec.Struct": frozenset(),
    **dict.fromkeys(
        (
            "pydantic.BaseModel", "pydantic.main.BaseModel",
            "pydantic.v1.BaseModel", "pydantic.v1.main.BaseModel",
        ),
        frozenset(_MODEL.split()),
    ),
    **dict.fromkeys(
        (
            "pydantic.BaseSettings", "pydantic.env_settings.BaseSettings",
            "pydantic.v1.BaseSettings", "pydantic_settings.BaseSettings",
            "pydantic_settings.main.BaseSettings",
        ),
        frozenset((_MODEL + _SETTINGS).split()),
    ),
}  # fmt: skip
"""The public members of each class, by its dotted path."""
